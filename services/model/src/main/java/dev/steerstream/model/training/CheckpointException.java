package dev.steerstream.model.training;

import dev.steerstream.model.engine.EngineException;

/** A checkpoint that is damaged, or belongs to another run: the message names what differs. */
public final class CheckpointException extends EngineException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(Kind.USER, message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(Kind.USER, message, cause);
    }
}
