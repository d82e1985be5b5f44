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
 * @param schedule {@code constant} or {@code linear}
 * @param epochs 1; ignored where {@code maxSteps} is given
 * @param maxSteps steps of one batch, or null
 * @param batchSize 4 rows
 * @param sequenceLength 512 tokens
 * @param checkpointEverySteps 20
 * @param seed 0
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
        Long seed) {

    public WarmStartConfiguration {
        targetModules = Immutable.list(targetModules);
    }
}
