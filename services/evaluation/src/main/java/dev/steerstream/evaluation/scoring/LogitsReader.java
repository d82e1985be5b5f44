package dev.steerstream.evaluation.scoring;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.evaluation.scoring.EncodedRow.EncodedChoice;
import dev.steerstream.model.engine.CompletionVisitor;
import java.util.List;

/**
 * Reads the logits of forwards, each context once for all columns, and adds what they say to the rows' tallies. The only place where an
 * evaluation sees logits. Not thread-safe: one thread.
 */
final class LogitsReader implements CompletionVisitor {
    private final List<Column> columns;
    private final TokenBans bans;
    private final TemplateTokens template;
    private final SteeringStep step;
    private final Steering warmUnderMask;
    private final double[] unmasked; // of one wanted token, by column
    private final double[] masked;
    private List<Forward> forwards = List.of();

    /** @param bans tokens that decoding never chooses; unmasked scores know none */
    LogitsReader(List<Column> columns, TokenBans bans, TemplateTokens template, int vocabularySize) {
        this.columns = columns;
        this.bans = bans;
        this.template = template;
        this.step = new SteeringStep(vocabularySize);
        this.warmUnderMask = columns.stream()
                .filter(column -> column.inForce().mode() == Mode.WARM)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("One of the columns must be warm."))
                .inForce();
        this.unmasked = new double[columns.size()];
        this.masked = new double[columns.size()];
    }

    /**
     * One forward.
     *
     * @param tally of the row that it belongs to
     * @param choice index of the choice that is run, or negative for the reference
     */
    record Forward(RowTally tally, int choice) {}

    /** The forwards whose logits come next. */
    void expect(List<Forward> next) {
        forwards = next;
    }

    @Override
    public void token(int index, int token, int gold, float[] warm, float[] base) {
        Forward forward = forwards.get(index);
        step.load(token, warm, base);
        if (forward.choice() >= 0) {
            choiceToken(forward.tally(), forward.choice(), gold);
        } else {
            reference(forward.tally(), token, gold, warm, base);
        }
    }

    private void choiceToken(RowTally tally, int choice, int token) {
        logProbabilities(token);
        tally.addChoiceToken(choice, unmasked, masked);
    }

    private void reference(RowTally tally, int token, int gold, float[] warm, float[] base) {
        EncodedRow row = tally.row();
        tally.begin(template.isTemplate(row.reference(), token));
        step.apply(warmUnderMask, bans);
        if (step.steeredLogProbability(gold) != Double.NEGATIVE_INFINITY) {
            tally.keep(baseUnderWarmMask(gold, warm, base));
        }
        for (int c = 0; c < columns.size(); c++) {
            unmasked[c] = unmaskedLogProbability(columns.get(c).unmasked(), gold);
        }
        for (int c = 0; c < columns.size(); c++) {
            step.apply(columns.get(c).inForce(), bans);
            masked[c] = step.steeredLogProbability(gold);
            int best = step.candidates().token(step.candidates().argmax());
            boolean fromBase = columns.get(c).inForce().mode() == Mode.BASE;
            double divergence = fromBase ? step.warm().divergence(step.base()) : step.divergence();
            tally.add(c, unmasked[c], masked[c], best == gold, divergence, fromBase);
        }
        choicesBeside(tally, token, gold);
    }

    /** Choices that the reference's forward tells of: first those that go on with its token, then those that part from it here. */
    private void choicesBeside(RowTally tally, int token, int gold) {
        List<EncodedChoice> choices = tally.row().choices();
        for (int choice = 0; choice < choices.size(); choice++) {
            EncodedChoice each = choices.get(choice);
            if (each.beside() && token < each.tokens().length() && each.tokens().id(token) == gold) {
                tally.addChoiceToken(choice, unmasked, masked);
            }
        }
        for (int choice = 0; choice < choices.size(); choice++) {
            EncodedChoice each = choices.get(choice);
            if (each.beside() && token < each.tokens().length() && each.tokens().id(token) != gold) {
                choiceToken(tally, choice, each.tokens().id(token));
            }
        }
    }

    /** Of one token, by every column. */
    private void logProbabilities(int token) {
        for (int c = 0; c < columns.size(); c++) {
            unmasked[c] = unmaskedLogProbability(columns.get(c).unmasked(), token);
            masked[c] = step.apply(columns.get(c).inForce(), bans).steeredLogProbability(token);
        }
    }

    private double unmaskedLogProbability(Steering steering, int token) {
        if (steering.mode() == Mode.BASE) return step.baseLogProbability(token);
        if (steering.mode() == Mode.WARM) return step.warmLogProbability(token);
        return step.apply(steering, TokenBans.none()).steeredLogProbability(token);
    }

    /** Base, restricted as warm is: to the candidates of the warm mask, with the same penalty. The step was applied with it. */
    private double baseUnderWarmMask(int gold, float[] warm, float[] base) {
        Candidates candidates = step.candidates();
        double maximum = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            int v = candidates.token(i);
            maximum = Math.max(maximum, base[v] + (candidates.logit(i) - warm[v]));
        }
        double sum = 0;
        double ofGold = Double.NaN;
        for (int i = 0; i < candidates.size(); i++) {
            int v = candidates.token(i);
            double logit = base[v] + (candidates.logit(i) - warm[v]);
            sum += Math.exp(logit - maximum);
            if (v == gold) ofGold = logit;
        }
        return ofGold - maximum - Math.log(sum);
    }
}
