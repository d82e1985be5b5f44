package dev.steerstream.local;

/** A broker or database of this machine that did not start or stop; the message says which, where and what to do. */
public final class LocalPartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalPartException(String message) {
        super(message);
    }

    public LocalPartException(String message, Throwable cause) {
        super(message, cause);
    }
}
