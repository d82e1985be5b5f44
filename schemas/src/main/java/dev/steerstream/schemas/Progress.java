package dev.steerstream.schemas;

/**
 * How far a long piece of work is; the CLI's bar, the page and the API show these same numbers.
 *
 * @param phase {@code loading}, {@code reading}, {@code training}, {@code calibrating} or {@code judging}
 * @param done steps or rows done
 * @param total steps or rows in all
 * @param rate tokens per second, or null before the first measurement
 * @param remainingSeconds estimate, or null before the first measurement
 * @param loss mean loss per completion token of the last step, training only
 * @param learningRate of the last step, training only
 * @param gradientNorm of the last step before clipping, training only
 * @param attempt 1 for the first worker that ran the job
 * @param fence of the lease under which it was measured
 */
public record Progress(
        String phase,
        long done,
        long total,
        Double rate,
        Double remainingSeconds,
        Double loss,
        Double learningRate,
        Double gradientNorm,
        int attempt,
        long fence) {}
