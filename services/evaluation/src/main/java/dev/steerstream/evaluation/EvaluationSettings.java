package dev.steerstream.evaluation;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.evaluation.rule.NamedDirection;
import dev.steerstream.evaluation.scoring.Encoding;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * How rows are judged.
 *
 * @param directions those whose strengths {@link Evaluation#calibrate} fits; the first is the one that results call steered
 * @param confidence alpha of the mask in force, 0..1
 * @param bootstrap draws and seed of all intervals
 * @param encoding of rows; general text is always plain
 * @param answerTokens the longest generated answer; empty generates none
 * @param observationBytes memory of what calibration observes of a direction, and of the hidden states that it keeps
 */
public record EvaluationSettings(
        List<NamedDirection> directions,
        double confidence,
        GroupBootstrap bootstrap,
        Encoding encoding,
        OptionalInt answerTokens,
        long observationBytes) {
    /** Draws of an evaluation's intervals: enough that their own noise is small beside them. */
    public static final int DRAWS = 1000;

    public static final long DEFAULT_OBSERVATION_BYTES = 512L << 20;

    public EvaluationSettings {
        directions = List.copyOf(directions);
        if (new HashSet<>(directions.stream().map(NamedDirection::name).toList()).size() < directions.size()) {
            throw new IllegalArgumentException("The rules are "
                    + directions.stream().map(NamedDirection::name).toList() + ", but each must be named once.");
        }
        if (answerTokens.isPresent() && answerTokens.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "Answers have " + answerTokens.getAsInt() + " tokens at most; it must be at least 1.");
        }
    }

    /** Teacher-forced, in the chat template. */
    public static EvaluationSettings of(List<NamedDirection> directions, double confidence, long seed) {
        return new EvaluationSettings(
                directions,
                confidence,
                new GroupBootstrap(DRAWS, seed),
                Encoding.CHAT,
                OptionalInt.empty(),
                DEFAULT_OBSERVATION_BYTES);
    }

    public EvaluationSettings withConfidence(double other) {
        return new EvaluationSettings(directions, other, bootstrap, encoding, answerTokens, observationBytes);
    }

    public EvaluationSettings withEncoding(Encoding other) {
        return new EvaluationSettings(directions, confidence, bootstrap, other, answerTokens, observationBytes);
    }

    public EvaluationSettings withoutAnswers() {
        return new EvaluationSettings(
                directions, confidence, bootstrap, encoding, OptionalInt.empty(), observationBytes);
    }

    public EvaluationSettings withAnswers(int tokens) {
        return new EvaluationSettings(
                directions, confidence, bootstrap, encoding, OptionalInt.of(tokens), observationBytes);
    }
}
