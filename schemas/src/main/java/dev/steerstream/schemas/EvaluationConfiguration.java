package dev.steerstream.schemas;

import java.util.List;

/**
 * Which rows an evaluation judges on and how; a null member takes its default, which is written into the stored evaluation.
 *
 * @param split {@code train}, {@code calibration}, {@code held_out} or {@code all}; default held_out on the dataset that the profile was adapted
 *     with, all on another one
 * @param sample judge on so many rows, drawn by the seed; null is all of them
 * @param seed of the sample and the bootstrap, default 0
 * @param measures names of the measures to make; null is all that the rows allow
 * @param bootstrapDraws at least 200, default 1000
 */
public record EvaluationConfiguration(
        String split, Integer sample, Long seed, List<String> measures, Integer bootstrapDraws) {
    public EvaluationConfiguration {
        measures = measures == null ? null : List.copyOf(measures);
    }
}
