package dev.steerstream.schemas;

import java.util.List;

/**
 * A warm start's settings; a null member takes the paper's default, which is written into the stored job.
 *
 * @param method {@code lora}
 * @param rank 8
 * @param alpha 16
 * @param dropout 0.1
 * @param targetModules q_proj, k_proj, v_proj, o_proj
 * @param learningRate 5e-5
 * @param weightDecay 0.01
 * @param schedule {@code constant}, {@code linear} or {@code cosine}
 * @param epochs 1; ignored where {@code maxSteps} is given
 * @param maxSteps optimiser steps, or null
 * @param batchSize 4 rows, computed together
 * @param sequenceLength 512 tokens
 * @param checkpointEverySteps 20
 * @param seed 0
 * @param warmupSteps 0
 * @param gradientClip largest norm of all gradients together; 0 is no limit
 * @param gradientAccumulationSteps 1 batch a step
 * @param evaluation measurements on calibration rows
 * @param resumeFrom adaptation of the same task whose last good checkpoint the run begins with, or null
 */
public record WarmStartConfiguration(
        String method,
        Integer rank,
        Double alpha,
        Double dropout,
        List<String> targetModules,
        Double learningRate,
        Double weightDecay,
        String schedule,
        Double epochs,
        Integer maxSteps,
        Integer batchSize,
        Integer sequenceLength,
        Integer checkpointEverySteps,
        Long seed,
        Integer warmupSteps,
        Double gradientClip,
        Integer gradientAccumulationSteps,
        Evaluation evaluation,
        String resumeFrom) {

    public WarmStartConfiguration {
        targetModules = Immutable.list(targetModules);
    }

    /**
     * How a run is measured on calibration rows, and what follows from it.
     *
     * @param everySteps 20; 0 never measures
     * @param rows 32 at most
     * @param patience measurements without a new minimum of the warm loss that end the run; 0 never does
     * @param keepBest false: the last adapter is the result
     * @param steeringPatience measurements without a fall of the steered loss beyond its noise that end the run; 0 never does
     */
    public record Evaluation(
            Integer everySteps, Integer rows, Integer patience, Boolean keepBest, Integer steeringPatience) {}
}
