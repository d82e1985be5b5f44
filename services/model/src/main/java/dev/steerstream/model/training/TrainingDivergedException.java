package dev.steerstream.model.training;

import dev.steerstream.model.engine.EngineException;

/** The loss or the gradients are no longer finite. The step that found it changed nothing. */
public final class TrainingDivergedException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final int step;

    public TrainingDivergedException(int step, double loss, double gradientNorm) {
        super(
                Kind.USER,
                "Training diverged at step " + step + ": loss " + loss + ", gradient norm " + gradientNorm
                        + ". Use a lower learning rate, or a gradient limit.");
        this.step = step;
    }

    public int step() {
        return step;
    }
}
