package dev.steerstream.evaluation.rule;

import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.calibration.Sufficiency;
import dev.steerstream.core.selection.ConfidenceChoice;
import dev.steerstream.core.selection.ConfidenceSelection;
import dev.steerstream.core.selection.RuleChoice;
import dev.steerstream.core.selection.SelectionPass;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rule.FittedRule.StrengthFit;
import dev.steerstream.evaluation.scoring.RowEncoder;
import dev.steerstream.evaluation.scoring.StatesSource;
import dev.steerstream.model.engine.AnswerStates;
import dev.steerstream.model.engine.AnswerVisitor;
import dev.steerstream.model.engine.Observing;
import dev.steerstream.model.engine.TokenRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calibrates rules on the same rows, a portion at a time: one forward of each row, whatever the number of rules. Strengths in force come from
 * the survivors that are kept, strengths without a mask from {@link UnmaskedFits}. Close it. Not thread-safe: one thread.
 */
public final class RuleCalibration implements AutoCloseable {
    private final StatesSource source;
    private final RowEncoder encoder;
    private final List<NamedDirection> rules;
    private final double confidence;
    private final TokenBans bans;
    private final double observedConfidence;
    private final RowGroups groups = new RowGroups();
    private final SelectionPass pass;
    private final UnmaskedFits unmasked;

    /**
     * @param rules at least one
     * @param confidence of the mask in force; where there is none, strengths in force are those without a mask
     * @param bans tokens that decoding never chooses
     * @param bootstrap its seed is that of the strengths' intervals, which have {@value GroupBootstrap#FEWEST_DRAWS} draws
     * @param observationBytes memory of survivors, of what is observed of a direction, and of hidden states, each
     */
    public RuleCalibration(
            StatesSource source,
            RowEncoder encoder,
            List<NamedDirection> rules,
            double confidence,
            TokenBans bans,
            GroupBootstrap bootstrap,
            long observationBytes,
            int vocabularySize) {
        this.source = source;
        this.encoder = encoder;
        this.rules = List.copyOf(rules);
        this.confidence = confidence;
        this.bans = bans;
        GroupBootstrap ofStrengths = new GroupBootstrap(GroupBootstrap.FEWEST_DRAWS, bootstrap.seed());
        double smallest = ConfidenceSelection.CONFIDENCES.stream()
                .filter(asked -> asked > 0)
                .min(Double::compare)
                .orElseThrow();
        this.observedConfidence = confidence > 0 ? Math.min(confidence, smallest) : smallest;
        this.pass = new SelectionPass(
                observedConfidence,
                bans,
                ofStrengths,
                CalibrationSettings.MAXIMUM_DIVERGENCE,
                observationBytes,
                vocabularySize);
        this.unmasked = new UnmaskedFits(groups, pass, ofStrengths, observationBytes, vocabularySize);
    }

    /** Observes a portion of the calibration rows; how many tokens were read. */
    public int observe(List<EvaluationRow> portion) {
        List<TokenRow> tokens = portion.stream().map(encoder::reference).toList();
        AnswerStates states = source.of(tokens);
        int[] groupOf = new int[tokens.size()];
        for (int row = 0; row < groupOf.length; row++) {
            groups.begin(portion.get(row).group());
            groupOf[row] = groups.group();
        }
        unmasked.keep(states, groupOf);
        Observing observing =
                new Observing(observedConfidence, bans, pass.folds(), row -> pass.fold(groupOf[row]), pass::vectors);
        states.observe(observing, visitor(portion, groupOf));
        return tokens.stream().mapToInt(TokenRow::length).sum();
    }

    private AnswerVisitor visitor(List<EvaluationRow> portion, int[] groupOf) {
        int[] current = {-1};
        return (row, token, answer) -> {
            if (row != current[0]) pass.row(portion.get(row).group());
            current[0] = row;
            pass.token(answer);
            unmasked.token(groupOf[row], answer);
        };
    }

    /** What the rows say: strengths, and how the rules compare on rows that each was not fitted on. */
    public Calibrated result() {
        RuleChoice choice = pass.compare(
                confidence > 0 ? confidence : observedConfidence,
                rules.stream().map(NamedDirection::directions).toList());
        List<FittedRule> fitted = new ArrayList<>();
        for (int r = 0; r < rules.size(); r++) {
            fitted.add(fitted(rules.get(r), choice.candidates().get(r).fitted()));
        }
        return new Calibrated(fitted, choice, confidences(), sufficiency());
    }

    /** Of the first rule, where its directions are made from the rows of a context. */
    private Optional<ConfidenceChoice> confidences() {
        NamedDirection first = rules.get(0);
        if (confidence == 0 || sufficiency() != Sufficiency.SUFFICIENT) return Optional.empty();
        if (first.isStatic() || first.directions().size() > 1) return Optional.empty();
        return Optional.of(pass.confidences(first.directions().get(0), confidence));
    }

    private FittedRule fitted(NamedDirection rule, dev.steerstream.core.selection.FittedRule inForce) {
        Sufficiency sufficiency = sufficiency();
        boolean sufficient = sufficiency == Sufficiency.SUFFICIENT;
        List<StrengthFit> fits = new ArrayList<>();
        List<Term> terms = new ArrayList<>();
        List<Term> unmaskedTerms = new ArrayList<>();
        List<UnmaskedFits.Fit> without = unmasked.fit(rule, inForce);
        for (int k = 0; k < rule.directions().size(); k++) {
            String name = rule.directions().get(k);
            UnmaskedFits.Fit whole = without.get(k);
            double strength = confidence > 0 ? inForce.strengths().get(k).strength() : whole.strength();
            terms.add(new Term(pass.direction(name), sufficient ? strength : 0));
            unmaskedTerms.add(new Term(pass.direction(name), sufficient ? whole.strength() : 0));
            String suffix = rule.directions().size() == 1 ? "" : "_" + name;
            fits.add(
                    confidence > 0
                            ? StrengthFit.of(
                                    FittedRule.IN_FORCE + suffix,
                                    sufficient ? strength : 0,
                                    sufficient ? inForce.strengths().get(k).interval() : UnmaskedFits.NOTHING,
                                    inForce.bounded(),
                                    sufficiency,
                                    groups.rows(),
                                    pass.keptTokens(confidence))
                            : whole.as(FittedRule.IN_FORCE + suffix, sufficiency, groups.rows()));
            fits.add(whole.as(FittedRule.UNMASKED + suffix, sufficiency, groups.rows()));
        }
        return new FittedRule(
                rule.name(),
                new Steering(Mode.STEERED, terms, confidence, Steering.REMOVE),
                new Steering(Mode.STEERED, unmaskedTerms, 0, Steering.REMOVE),
                fits);
    }

    private Sufficiency sufficiency() {
        if (groups.rows() < CalibrationSettings.FEWEST_ROWS) return Sufficiency.TOO_FEW_ROWS;
        int informative = confidence > 0 ? pass.informativeTokens(confidence) : unmasked.tokens();
        return informative < CalibrationSettings.FEWEST_TOKENS ? Sufficiency.TOO_FEW_TOKENS : Sufficiency.SUFFICIENT;
    }

    @Override
    public void close() {
        unmasked.close();
    }
}
