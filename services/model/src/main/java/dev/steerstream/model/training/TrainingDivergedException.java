package dev.steerstream.model.training;

import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.training.evaluation.LossWatch;
import java.util.Locale;

/** The loss or the gradients are no longer finite, or the loss is far above its start: no later step is worth its time. */
public final class TrainingDivergedException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final int step;

    private TrainingDivergedException(int step, String what) {
        super(Kind.USER, "Training diverged at step " + step + ": " + what);
        this.step = step;
    }

    /** The step that found it changed nothing. */
    static TrainingDivergedException notFinite(int step, double loss, double gradientNorm) {
        return new TrainingDivergedException(
                step,
                "loss " + loss + ", gradient norm " + gradientNorm
                        + ". Use a lower learning rate, or a gradient limit.");
    }

    static TrainingDivergedException measured(int step) {
        return new TrainingDivergedException(
                step, "the loss on calibration rows is not finite. Use a lower learning rate, or a gradient limit.");
    }

    static TrainingDivergedException ranAway(int step, LossWatch watch) {
        return new TrainingDivergedException(
                step,
                String.format(
                        Locale.ROOT,
                        "the loss of the last steps is %.3f on average, above %.3f, where the run began at %.3f: the limit is twice the start, and at least 3 nats above it. Use a lower learning rate, or a gradient limit.",
                        watch.now(),
                        watch.limit(),
                        watch.start()));
    }

    public int step() {
        return step;
    }
}
