package dev.steerstream.model.engine;

/** Something the engine refuses or failed at. The message names the thing, its value, the rule and what to do. */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who can do something about it. */
    public enum Kind {
        /** The request or configuration is wrong; the same again fails again. */
        USER,
        /** Memory, slots or a device are missing; less at a time, or another machine, helps. */
        RESOURCE,
        /** A fault of ours or of libtorch. */
        DEFECT
    }

    private final Kind kind;

    public EngineException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public EngineException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public final Kind kind() {
        return kind;
    }
}
