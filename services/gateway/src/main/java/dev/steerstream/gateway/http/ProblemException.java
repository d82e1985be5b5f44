package dev.steerstream.gateway.http;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.errors.SteerStreamException;

/** A failure that is answered with a particular HTTP status. */
public final class ProblemException extends SteerStreamException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String member;
    private final int retryAfter;

    private ProblemException(int status, Failure failure, String member, int retryAfter) {
        super(failure);
        this.status = status;
        this.member = member;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    /** The member of the request that it is about, with {@code /} between names; or null. */
    public String member() {
        return member;
    }

    /** The same failure, about this member of the request. */
    public ProblemException about(String name) {
        return new ProblemException(status, failure(), name, retryAfter);
    }

    /** Seconds after which the same may be asked again; 0 where that makes no difference. */
    public int retryAfter() {
        return retryAfter;
    }

    /** 401: nobody knows who asks. */
    public static ProblemException unauthorized(String code, String message, String advice) {
        return user(401, code, message, advice);
    }

    /** 403: who asks may not. */
    public static ProblemException forbidden(String code, String message, String advice) {
        return user(403, code, message, advice);
    }

    /** 429: too much at a time. */
    public static ProblemException tooMany(String code, String message, String advice, int retryAfter) {
        return new ProblemException(429, new Failure(Failure.Kind.USER, code, message, advice), null, retryAfter);
    }

    /** 400: the request cannot be read. */
    public static ProblemException malformed(String code, String message, String advice) {
        return user(400, code, message, advice);
    }

    /** 422: the request can be read and breaks a rule. */
    public static ProblemException invalid(String code, String message, String advice) {
        return user(422, code, message, advice);
    }

    public static ProblemException notFound(String code, String message, String advice) {
        return user(404, code, message, advice);
    }

    public static ProblemException conflict(String code, String message, String advice) {
        return user(409, code, message, advice);
    }

    public static ProblemException tooLarge(String code, String message, String advice) {
        return user(413, code, message, advice);
    }

    /** 504: nothing answered before the request's deadline. */
    public static ProblemException expired(String code, String message, String advice) {
        return user(504, code, message, advice);
    }

    private static ProblemException user(int status, String code, String message, String advice) {
        return new ProblemException(status, new Failure(Failure.Kind.USER, code, message, advice), null, 0);
    }
}
