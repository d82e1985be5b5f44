package dev.steerstream.trainer;

import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.training.TrainingDivergedException;
import dev.steerstream.work.errors.SteerStreamException;

/** The model module's exceptions as failures with the trainer's own advice: the work module knows no model. */
final class EngineFailures {
    private EngineFailures() {}

    /** The typed failure that says the same, or the exception itself where it has a kind already or is none of the model module's. */
    static RuntimeException typed(RuntimeException thrown) {
        if (thrown instanceof SteerStreamException) return thrown;
        if (thrown instanceof TrainingDivergedException) {
            return new SteerStreamException(
                    SteerStreamException.user(
                                    "TRAINING_DIVERGED",
                                    thrown.getMessage(),
                                    "Set warm_start.learning_rate lower, or look for odd rows in the dataset.")
                            .failure(),
                    thrown);
        }
        return ModelFailures.of(thrown)
                .<RuntimeException>map(failure -> new SteerStreamException(failure, thrown))
                .orElse(thrown);
    }
}
