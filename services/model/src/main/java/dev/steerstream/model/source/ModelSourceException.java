package dev.steerstream.model.source;

/** A model could not be had; the message says which, why and what to do. */
public final class ModelSourceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why: what callers map to an error kind and an exit code. */
    public enum Reason {
        /** The reference is malformed. */
        INVALID_REFERENCE,
        /** There is no such file, package, version or repository. */
        UNKNOWN_MODEL,
        /** What was found is not a model that can be used. */
        UNUSABLE,
        /** A program that the download needs is not installed. */
        MISSING_TOOL,
        /** The cache's disk has too little room. */
        DISK_FULL,
        /** The download failed and may succeed later. */
        UNREACHABLE,
        /** The cache cannot be written or read, or its content was changed. */
        CACHE
    }

    private final Reason reason;

    public ModelSourceException(Reason reason, String message) {
        this(reason, message, null);
    }

    public ModelSourceException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether the same may work later without anybody changing anything. */
    public boolean isTransient() {
        return reason == Reason.UNREACHABLE;
    }
}
