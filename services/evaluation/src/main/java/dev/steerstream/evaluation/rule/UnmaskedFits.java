package dev.steerstream.evaluation.rule;

import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.calibration.Sufficiency;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.estimator.Minimum;
import dev.steerstream.core.estimator.StrengthMinimizer;
import dev.steerstream.core.joint.JointMinimizer;
import dev.steerstream.core.joint.JointMinimum;
import dev.steerstream.core.joint.StrengthBounds;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.observation.CalibrationMemoryException;
import dev.steerstream.core.observation.Observations;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.selection.FittedRule.NamedStrength;
import dev.steerstream.core.selection.SelectionPass;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.evaluation.rule.FittedRule.StrengthFit;
import dev.steerstream.model.engine.AnswerStates;
import java.util.ArrayList;
import java.util.List;

/**
 * Strengths over the whole vocabulary. Of delta and of the log-ratio the engine's sums of one pass are enough within their reach. Other directions,
 * and several together, are fitted on hidden states that are kept: each step of the fit takes the output matrix over the answer tokens, and no forward.
 * Not thread-safe: one thread.
 */
final class UnmaskedFits implements AutoCloseable {
    /** Of a strength that too few rows leave at 0. */
    static final Interval NOTHING = new Interval(0, 0);

    /** Nats, all tokens together: some hundredths of a standard error, and above what float32 sums are rounded by. */
    private static final double TOLERANCE = 1e-3;

    /** Nats a token that sums may be off by: beyond their reach, where a direction is faint and its strength vast, states are asked. */
    private static final double MOST_ERROR = 1e-5;

    private final RowGroups groups;
    private final SelectionPass pass;
    private final GroupBootstrap bootstrap;
    private final long mostBytes;
    private final int vocabularySize;
    private final Observations deltas;
    private final Observations ratios;
    private final List<KeptStates> kept = new ArrayList<>();
    private long bytes;

    /**
     * @param groups of the rows, told before their tokens
     * @param pass knows the folds and their vectors
     * @param mostBytes of what is observed of a direction, and of the states that are kept
     */
    UnmaskedFits(RowGroups groups, SelectionPass pass, GroupBootstrap bootstrap, long mostBytes, int vocabularySize) {
        this.groups = groups;
        this.pass = pass;
        this.bootstrap = bootstrap;
        this.mostBytes = mostBytes;
        this.vocabularySize = vocabularySize;
        this.deltas = new Observations(groups, mostBytes);
        this.ratios = new Observations(groups, mostBytes);
    }

    /** Whether a rule is one direction that the engine sums along. */
    private static boolean summed(NamedDirection rule) {
        String first = rule.directions().get(0);
        return rule.directions().size() == 1 && (first.equals(Delta.NAME) || first.equals(LogRatio.NAME));
    }

    void token(int group, AnswerToken answer) {
        deltas.add(answer.delta(), group, vocabularySize);
        ratios.add(answer.logRatio(), group, vocabularySize);
    }

    /** Takes states over: they are closed with this. */
    void keep(AnswerStates states, int[] groupOf) {
        kept.add(new KeptStates(states, groupOf));
        bytes += states.bytes();
        if (bytes > mostBytes) throw new CalibrationMemoryException(mostBytes, deltas.tokens());
    }

    int tokens() {
        return deltas.tokens();
    }

    /** One direction's strength. */
    record Fit(double strength, Interval interval, boolean bounded, int tokens) {
        StrengthFit as(String of, Sufficiency sufficiency, int rows) {
            return StrengthFit.of(
                    of,
                    sufficiency == Sufficiency.SUFFICIENT ? strength : 0,
                    sufficiency == Sufficiency.SUFFICIENT ? interval : NOTHING,
                    bounded,
                    sufficiency,
                    rows,
                    tokens);
        }
    }

    /** @param inForce the rule's fit under a mask, from where the search starts */
    List<Fit> fit(NamedDirection rule, dev.steerstream.core.selection.FittedRule inForce) {
        if (!summed(rule)) return together(rule, inForce);
        boolean delta = rule.directions().get(0).equals(Delta.NAME);
        StrengthMinimizer minimizer = new StrengthMinimizer(
                new StrengthObjective(delta ? deltas : ratios), CalibrationSettings.MAXIMUM_DIVERGENCE);
        Minimum minimum = minimizer.minimize(null);
        if (minimum.at().meanErrorBound() > MOST_ERROR) return together(rule, inForce);
        return List.of(new Fit(
                minimum.strength(), minimizer.interval(minimum, bootstrap), minimum.bounded(), deltas.tokens()));
    }

    private List<Fit> together(NamedDirection rule, dev.steerstream.core.selection.FittedRule inForce) {
        MomentsObjective objective = new MomentsObjective(groups, pass, rule.directions(), kept);
        StrengthBounds bounds = StrengthBounds.of(
                rule.directions().stream().map(Directions::unplaced).toList(), CalibrationSettings.MAXIMUM_DIVERGENCE);
        double[] start = inForce.strengths().stream()
                .mapToDouble(NamedStrength::strength)
                .toArray();
        JointMinimizer minimizer = new JointMinimizer(objective, bounds);
        JointMinimum minimum = minimizer.minimize(null, inForce.priors(), start, TOLERANCE);
        List<Interval> intervals =
                minimizer.toSecondOrder(minimum.strengths()).intervals(minimum, inForce.priors(), bootstrap);
        List<Fit> fits = new ArrayList<>();
        for (int k = 0; k < start.length; k++) {
            fits.add(new Fit(minimum.strengths()[k], intervals.get(k), minimum.bounded(), deltas.tokens()));
        }
        return fits;
    }

    @Override
    public void close() {
        kept.forEach(states -> states.states().close());
    }
}
