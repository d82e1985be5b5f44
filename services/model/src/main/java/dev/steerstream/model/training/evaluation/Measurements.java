package dev.steerstream.model.training.evaluation;

import dev.steerstream.model.engine.TokenRow;
import java.util.List;

/**
 * What a run is measured on, and how.
 *
 * @param calibration whole rows of the calibration split; those that are longer than the run's sequences are left out
 */
public record Measurements(EvaluationSettings settings, List<TokenRow> calibration) {
    public Measurements {
        calibration = List.copyOf(calibration);
    }

    /** A run that is never measured. */
    public static Measurements none() {
        return new Measurements(EvaluationSettings.NEVER, List.of());
    }
}
