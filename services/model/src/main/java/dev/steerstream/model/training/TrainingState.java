package dev.steerstream.model.training;

import dev.steerstream.model.training.method.Trainable;
import java.util.List;

/** The tensors that a run changes: the trained ones, and first and second moments of AdamW, in the order of the method's slots. */
record TrainingState(List<float[]> trained, List<float[]> firstMoments, List<float[]> secondMoments) {
    static TrainingState initial(Trainable method, long seed) {
        List<float[]> trained = method.initial(seed);
        return new TrainingState(trained, zeros(trained), zeros(trained));
    }

    private static List<float[]> zeros(List<float[]> like) {
        return like.stream().map(values -> new float[values.length]).toList();
    }
}
