package dev.steerstream.model.training;

import dev.steerstream.model.files.Weights;
import java.util.Locale;

/**
 * Chooses the type of a run on this machine. Not every processor multiplies bfloat16: oneDNN throws without the instructions it
 * needs, and is slow where it has to imitate them. A matrix of the model is multiplied in both types, forth and back; bfloat16 must be
 * right and clearly faster. Only for the engine's thread.
 */
final class TypeProbe {
    /** Relative error of a product or its gradient that rounding explains; wrong kernels make far more. */
    private static final double LARGEST_ERROR = 0.02;

    /** What makes it worth the rounding; also far enough from 1 that two runs on one machine choose alike. */
    private static final double LEAST_GAIN = 1.25;

    private static final int REPEATS = 7;

    private TypeProbe() {}

    static TypeChoice choose(TrainingType asked, Weights weights) {
        if (asked != TrainingType.AUTO) {
            return new TypeChoice(asked, "Configured.");
        }
        try (TrainingModule bfloat16 = TrainingModule.forProbe(TrainingType.BFLOAT16);
                TrainingModule float32 = TrainingModule.forProbe(TrainingType.FLOAT32)) {
            double error = bfloat16.probe(weights);
            if (!(error <= LARGEST_ERROR)) {
                return float32(String.format(Locale.ROOT, "is off by %.1f%% on this processor", 100 * error));
            }
            float32.probe(weights);
            return time(float32) >= LEAST_GAIN * time(bfloat16)
                    ? new TypeChoice(
                            TrainingType.BFLOAT16,
                            "Chosen at start: right within " + 100 * LARGEST_ERROR + "% and faster on this processor.")
                    : float32("is not faster on this processor");
        } catch (RuntimeException e) {
            return float32("does not run on this processor"); // oneDNN throws where instructions are missing
        }
    }

    private static TypeChoice float32(String finding) {
        return new TypeChoice(TrainingType.FLOAT32, "Chosen at start: bfloat16 " + finding + ".");
    }

    private static double time(TrainingModule module) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < REPEATS; i++) {
            long started = System.nanoTime();
            module.probeAgain();
            best = Math.min(best, (System.nanoTime() - started) / 1e6);
        }
        return best;
    }
}
