package dev.steerstream.model.training;

/**
 * One optimiser step.
 *
 * @param step from 1
 * @param totalSteps of the run
 * @param epoch from 1
 * @param loss mean over the batch's completion tokens, in nats, before the step
 * @param learningRate of this step
 * @param gradientNorm of all gradients together, before clipping
 * @param tokens read in this step, prompts included
 * @param completionTokens that the loss is over
 * @param seconds that the step took
 */
public record StepReport(
        int step,
        int totalSteps,
        int epoch,
        double loss,
        double learningRate,
        double gradientNorm,
        int tokens,
        int completionTokens,
        double seconds) {}
