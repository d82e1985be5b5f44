package dev.steerstream.model.training.evaluation;

/** Why a run ended before its last step. */
public enum StopReason {
    /** The warm loss had no new minimum for the patience asked. */
    EARLY_STOP("early_stop"),
    /** The steered loss no longer fell by more than its noise: what is left to gain by training, steering does not need. */
    STEERING_TAKES_OVER("steering_takes_over");

    private final String label;

    StopReason(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
