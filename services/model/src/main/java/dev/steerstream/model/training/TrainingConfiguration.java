package dev.steerstream.model.training;

import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a warm start does. The same configuration, rows and base on the same machine type and thread count give the same
 * adapter, bit for bit.
 *
 * @param method how the model is adapted
 * @param learningRate AdamW's, at the first step
 * @param schedule how it moves
 * @param weightDecay AdamW's decoupled decay
 * @param gradientClip largest norm of all gradients together; 0 is no limit
 * @param epochs passes over the rows; ignored where maxSteps is given
 * @param maxSteps optimiser steps, over as many epochs as they take; 0 leaves it to epochs
 * @param batchSize rows that are computed together; an epoch's last step takes what is left
 * @param accumulation batches of a step: their loss is the mean over the completion tokens of all of them, as of one larger
 *     batch
 * @param sequenceLength tokens of a row at most; longer rows lose their end
 * @param seed of the initial weights, the order of rows and dropout
 * @param type what is multiplied in; not a setting of the task, but of the machine
 */
public record TrainingConfiguration(
        PeftConfig method,
        double learningRate,
        Schedule schedule,
        double weightDecay,
        double gradientClip,
        int epochs,
        int maxSteps,
        int batchSize,
        int accumulation,
        int sequenceLength,
        long seed,
        TrainingType type) {
    /** One batch a step, in float32. */
    public TrainingConfiguration(
            PeftConfig method,
            double learningRate,
            Schedule schedule,
            double weightDecay,
            double gradientClip,
            int epochs,
            int maxSteps,
            int batchSize,
            int sequenceLength,
            long seed) {
        this(
                method,
                learningRate,
                schedule,
                weightDecay,
                gradientClip,
                epochs,
                maxSteps,
                batchSize,
                1,
                sequenceLength,
                seed);
    }

    /** In float32. */
    public TrainingConfiguration(
            PeftConfig method,
            double learningRate,
            Schedule schedule,
            double weightDecay,
            double gradientClip,
            int epochs,
            int maxSteps,
            int batchSize,
            int accumulation,
            int sequenceLength,
            long seed) {
        this(
                method,
                learningRate,
                schedule,
                weightDecay,
                gradientClip,
                epochs,
                maxSteps,
                batchSize,
                accumulation,
                sequenceLength,
                seed,
                TrainingType.FLOAT32);
    }

    /** The same run in another type. */
    public TrainingConfiguration in(TrainingType other) {
        return new TrainingConfiguration(
                method,
                learningRate,
                schedule,
                weightDecay,
                gradientClip,
                epochs,
                maxSteps,
                batchSize,
                accumulation,
                sequenceLength,
                seed,
                other);
    }

    public TrainingConfiguration {
        require(learningRate > 0 && learningRate <= 1, "learningRate", learningRate, "above 0 and at most 1");
        require(weightDecay >= 0 && weightDecay <= 1, "weightDecay", weightDecay, "between 0 and 1");
        require(gradientClip >= 0 && Double.isFinite(gradientClip), "gradientClip", gradientClip, "0 or positive");
        require(epochs >= 1 && epochs <= 10_000, "epochs", epochs, "between 1 and 10000");
        require(maxSteps >= 0, "maxSteps", maxSteps, "0 or positive");
        require(batchSize >= 1 && batchSize <= 1024, "batchSize", batchSize, "between 1 and 1024");
        require(accumulation >= 1 && accumulation <= 1024, "accumulation", accumulation, "between 1 and 1024");
        require(sequenceLength >= 2, "sequenceLength", sequenceLength, "at least 2");
    }

    private static void require(boolean condition, String name, Object value, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + rule + ".");
        }
    }

    /** The paper's warm start: its LoRA; AdamW at 5e-5, constant, one epoch, sequences of 512; batches of 4. */
    public static TrainingConfiguration standard(long seed) {
        return new TrainingConfiguration(LoraConfig.defaults(), 5e-5, Schedule.CONSTANT, 0, 1, 1, 0, 4, 512, seed);
    }

    int totalSteps(int rows) {
        return maxSteps > 0 ? maxSteps : Math.multiplyExact(epochs, stepsPerEpoch(rows));
    }

    int stepsPerEpoch(int rows) {
        return (rows + rowsPerStep() - 1) / rowsPerStep();
    }

    int rowsPerStep() {
        return batchSize * accumulation;
    }

    /** Every value but the method's own by the name that a user gives it, exactly; what a checkpoint must agree with. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("learning_rate", Double.toString(learningRate));
        values.put("schedule", schedule.label());
        values.put("weight_decay", Double.toString(weightDecay));
        values.put("gradient_clip", Double.toString(gradientClip));
        values.put("epochs", Integer.toString(epochs));
        values.put("max_steps", Integer.toString(maxSteps));
        values.put("batch_size", Integer.toString(batchSize));
        values.put("gradient_accumulation", Integer.toString(accumulation));
        values.put("sequence_length", Integer.toString(sequenceLength));
        values.put("seed", Long.toString(seed));
        values.put("type", type.label());
        return values;
    }
}
