package dev.steerstream.schemas;

import java.util.List;

/**
 * A warm start's settings; a null member takes the paper's default, which is written into the stored job. What belongs to another method than the
 * one asked for stays null.
 *
 * @param method {@code lora}, {@code ia3}, {@code prompt_tuning} or {@code p_tuning_v2}
 * @param rank of lora, 8
 * @param alpha of lora, 16
 * @param dropout of lora, 0.1
 * @param targetModules of lora, q_proj, k_proj, v_proj, o_proj; of ia3, these and up_proj, down_proj
 * @param learningRate 5e-5
 * @param weightDecay 0.01
 * @param schedule {@code constant}, {@code linear} or {@code cosine}
 * @param epochs 1; ignored where {@code maxSteps} is given
 * @param maxSteps optimiser steps, or null
 * @param batchSize 4 rows, computed together
 * @param sequenceLength 512 tokens
 * @param checkpointEverySteps 20
 * @param seed 0
 * @param rankStabilised of lora: whether its change is multiplied by alpha / sqrt(rank) and not alpha / rank, false
 * @param feedforwardModules of ia3: those targets whose input is scaled, not their output, down_proj where it is a target
 * @param virtualTokens of prompt_tuning and p_tuning_v2, 20
 * @param encoderHiddenSize of p_tuning_v2, 128
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
        Boolean rankStabilised,
        List<String> feedforwardModules,
        Integer virtualTokens,
        Integer encoderHiddenSize,
        Integer warmupSteps,
        Double gradientClip,
        Integer gradientAccumulationSteps,
        Evaluation evaluation,
        String resumeFrom) {

    public WarmStartConfiguration {
        targetModules = Immutable.list(targetModules);
        feedforwardModules = Immutable.list(feedforwardModules);
    }

    /** The members of the first release; the later ones take their defaults. */
    public WarmStartConfiguration(
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
            Long seed) {
        this(
                method,
                rank,
                alpha,
                dropout,
                targetModules,
                learningRate,
                weightDecay,
                schedule,
                epochs,
                maxSteps,
                batchSize,
                sequenceLength,
                checkpointEverySteps,
                seed,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
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
