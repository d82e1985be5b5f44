package dev.steerstream.model;

import dev.steerstream.core.distribution.NonFiniteLogitsException;
import dev.steerstream.core.observation.CalibrationMemoryException;
import dev.steerstream.core.steering.NoTokenAllowedException;
import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.engine.UnsupportedOptionException;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.memory.MemoryBudgetException;
import dev.steerstream.model.source.ModelSourceException;
import dev.steerstream.model.text.ChatTemplateException;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Failure.Kind;
import java.util.Optional;

/** The one place from what core and model throw to a {@link Failure}; what is not theirs is left to the room that uses them. */
public final class ModelFailures {
    private ModelFailures() {}

    /** Looks at the exception and its causes; empty where none is of core or model. */
    public static Optional<Failure> of(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 16; depth++) {
            Optional<Failure> known = known(cause);
            if (known.isPresent()) return known;
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Optional<Failure> known(Throwable cause) {
        if (cause instanceof NonFiniteLogitsException) {
            return failure(
                    Kind.DEFECT,
                    "NON_FINITE_LOGITS",
                    cause,
                    "Check the adapter and the strength; where the base model alone does it too, its weights are damaged.");
        }
        if (cause instanceof NoTokenAllowedException) {
            return failure(Kind.DEFECT, "NO_TOKEN_ALLOWED", cause, "Please report it with the request.");
        }
        if (cause instanceof CalibrationMemoryException) {
            // The same rows would fill it again: nothing is tried again.
            return failure(
                    Kind.USER,
                    "CALIBRATION_TOO_LARGE",
                    cause,
                    "Calibrate on fewer rows or at a higher confidence, leave out rules that an evaluation fits beside the profile,"
                            + " or have the operator raise steerstream.extractor.observations-mebibytes.");
        }
        if (cause instanceof ChatTemplateException) {
            return failure(Kind.USER, "CHAT_TEMPLATE", cause, "Send turns that the model's chat template takes.");
        }
        if (cause instanceof ModelFileException) {
            return failure(Kind.RESOURCE, "MODEL_FILE", cause, "Use an undamaged file of a supported model.");
        }
        if (cause instanceof ModelSourceException source) {
            Kind kind =
                    switch (source.reason()) {
                        case INVALID_REFERENCE, UNKNOWN_MODEL, UNUSABLE -> Kind.USER;
                        case UNREACHABLE -> Kind.TRANSIENT;
                        case MISSING_TOOL, DISK_FULL, CACHE -> Kind.RESOURCE;
                    };
            return failure(
                    kind,
                    "MODEL_" + source.reason().name(),
                    cause,
                    "Check steerstream.model and steerstream.model-cache.");
        }
        if (cause instanceof MemoryBudgetException memory) {
            return failure(
                    memory.fitsLater() ? Kind.TRANSIENT : Kind.USER,
                    "MEMORY_BUDGET",
                    cause,
                    "Ask for less at a time (a smaller batch, shorter rows, a smaller weight format), or raise"
                            + " steerstream.memory where the machine has more.");
        }
        if (cause instanceof EngineException engine) {
            return switch (engine.kind()) {
                case USER -> failure(Kind.USER, "ENGINE_REFUSED", cause, "Correct the request or the configuration.");
                case RESOURCE ->
                    failure(
                            Kind.RESOURCE,
                            "ENGINE_RESOURCES",
                            cause,
                            engine instanceof UnsupportedOptionException option
                                    ? "Set " + option.option() + " to what this build and machine have."
                                    : "Give the service more memory, or ask for less at a time.");
                case DEFECT -> failure(Kind.DEFECT, "ENGINE_FAILED", cause, "Please report it with the service's log.");
            };
        }
        return Optional.empty();
    }

    private static Optional<Failure> failure(Kind kind, String code, Throwable cause, String advice) {
        return Optional.of(new Failure(kind, code, String.valueOf(cause.getMessage()), advice));
    }
}
