package dev.steerstream.work.errors;

import dev.steerstream.schemas.Failure;

/** A failure whose kind is known where it happens. The message is the failure's sentence; {@link #failure()} has the rest. */
public class SteerStreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public SteerStreamException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    public SteerStreamException(Failure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    /** The sender can mend it: never retried. */
    public static SteerStreamException user(String code, String message, String advice) {
        return new SteerStreamException(new Failure(Failure.Kind.USER, code, message, advice));
    }

    /** Time can mend it: retried with backoff. */
    public static SteerStreamException passing(String code, String message, String advice) {
        return new SteerStreamException(new Failure(Failure.Kind.TRANSIENT, code, message, advice));
    }

    /** The operator's machine or installation lacks something. */
    public static SteerStreamException resource(String code, String message, String advice) {
        return new SteerStreamException(new Failure(Failure.Kind.RESOURCE, code, message, advice));
    }

    /** We can mend it. */
    public static SteerStreamException defect(String code, String message, String advice) {
        return new SteerStreamException(new Failure(Failure.Kind.DEFECT, code, message, advice));
    }
}
