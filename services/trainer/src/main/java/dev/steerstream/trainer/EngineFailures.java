package dev.steerstream.trainer;

import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.source.ModelSourceException;
import dev.steerstream.model.text.ChatTemplateException;
import dev.steerstream.model.training.TrainingDivergedException;
import dev.steerstream.work.errors.SteerStreamException;

/** The model module's exceptions as failures: it knows no kinds of ours, and the work module knows no model. */
final class EngineFailures {
    private EngineFailures() {}

    /** The typed failure that says the same, or the exception itself where it is none of the model module's. */
    static RuntimeException typed(RuntimeException thrown) {
        if (thrown instanceof TrainingDivergedException) {
            return user(
                    "TRAINING_DIVERGED",
                    thrown,
                    "Set warm_start.learning_rate lower, or look for odd rows in the dataset.");
        }
        if (thrown instanceof EngineException engine) {
            return switch (engine.kind()) {
                case USER ->
                    user("TRAINING_REFUSED", thrown, "Correct the named setting and start another adaptation.");
                case RESOURCE ->
                    resource(
                            "ENGINE_OUT_OF_MEMORY",
                            thrown,
                            "Set warm_start.batch_size or sequence_length lower, or give the trainer more memory.");
                case DEFECT ->
                    SteerStreamException.defect(
                            "ENGINE_FAILED", thrown.getMessage(), "Please report it with the trainer's log.");
            };
        }
        if (thrown instanceof ModelFileException) {
            return resource("MODEL_UNUSABLE", thrown, "Set steerstream.model to a model that is whole and supported.");
        }
        if (thrown instanceof ModelSourceException source) {
            return source.isTransient()
                    ? SteerStreamException.passing(
                            "MODEL_UNREACHABLE", source.getMessage(), "It is tried again; check the way to its source.")
                    : resource("MODEL_" + source.reason(), source, "Correct steerstream.model or what it names.");
        }
        if (thrown instanceof ChatTemplateException) {
            return user("CHAT_TEMPLATE_REFUSED", thrown, "Publish rows whose turns the model's chat template takes.");
        }
        return thrown;
    }

    private static SteerStreamException user(String code, RuntimeException thrown, String advice) {
        return new SteerStreamException(
                SteerStreamException.user(code, thrown.getMessage(), advice).failure(), thrown);
    }

    private static SteerStreamException resource(String code, RuntimeException thrown, String advice) {
        return new SteerStreamException(
                SteerStreamException.resource(code, thrown.getMessage(), advice).failure(), thrown);
    }
}
