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
 * @param schedule {@code constant} or {@code linear}
 * @param epochs 1; ignored where {@code maxSteps} is given
 * @param maxSteps steps of one batch, or null
 * @param batchSize 4 rows
 * @param sequenceLength 512 tokens
 * @param checkpointEverySteps 20
 * @param seed 0
 * @param rankStabilised of lora: whether its change is multiplied by alpha / sqrt(rank) and not alpha / rank, false
 * @param feedforwardModules of ia3: those targets whose input is scaled, not their output, down_proj where it is a target
 * @param virtualTokens of prompt_tuning and p_tuning_v2, 20
 * @param encoderHiddenSize of p_tuning_v2, 128
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
        Integer encoderHiddenSize) {

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
                null);
    }
}
