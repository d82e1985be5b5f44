package dev.steerstream.cli.platform;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What a failure says, without the wrappers that carried it between threads. */
final class Causes {
    private Causes() {}

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) cause = cause.getCause();
        return cause;
    }

    static String sentence(Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
