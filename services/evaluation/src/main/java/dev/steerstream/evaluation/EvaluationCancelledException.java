package dev.steerstream.evaluation;

/** The watch asked the evaluation to stop. */
public final class EvaluationCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EvaluationCancelledException(String phase, int done, int total) {
        super("The evaluation was cancelled while " + phase + ", after " + done + " of " + total + " rows.");
    }
}
