package dev.steerstream.model.training;

import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

    private static final int REPEATS = 9;

    /** By the base's digest: two runs of a process are of one type, whatever else the machine does meanwhile. */
    private static final Map<String, TrainingType> FOUND = new ConcurrentHashMap<>();

    private TypeProbe() {}

    /** What {@link TrainingType#AUTO} comes to, found once a process and base. */
    static TrainingType fastest(Weights weights, PeftConfig method) {
        if (!(method instanceof LoraConfig)) {
            return TrainingType.FLOAT32; // IA3's factors near 1 are lost in bfloat16; the others were not measured
        }
        return FOUND.computeIfAbsent(weights.digest(), digest -> measured(weights));
    }

    private static TrainingType measured(Weights weights) {
        try (TrainingModule bfloat16 = TrainingModule.forProbe(TrainingType.BFLOAT16);
                TrainingModule float32 = TrainingModule.forProbe(TrainingType.FLOAT32)) {
            if (!(bfloat16.probe(weights) <= LARGEST_ERROR)) {
                return TrainingType.FLOAT32;
            }
            float32.probe(weights);
            double plain = Double.MAX_VALUE;
            double rounded = Double.MAX_VALUE;
            for (int i = 0; i < REPEATS; i++) { // in turn: what else the machine does slows both
                plain = Math.min(plain, time(float32));
                rounded = Math.min(rounded, time(bfloat16));
            }
            return plain >= LEAST_GAIN * rounded ? TrainingType.BFLOAT16 : TrainingType.FLOAT32;
        } catch (RuntimeException e) {
            return TrainingType.FLOAT32; // oneDNN throws where instructions are missing
        }
    }

    private static double time(TrainingModule module) {
        long started = System.nanoTime();
        module.probeAgain();
        return System.nanoTime() - started;
    }
}
