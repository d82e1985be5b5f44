package dev.steerstream.evaluation.open;

/** A judge that could not be asked, or whose answer is no verdict. */
public final class JudgeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    JudgeException(String message) {
        super(message);
    }

    JudgeException(String message, Throwable cause) {
        super(message, cause);
    }
}
