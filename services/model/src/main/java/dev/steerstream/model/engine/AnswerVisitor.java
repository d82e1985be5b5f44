package dev.steerstream.model.engine;

import dev.steerstream.core.observation.AnswerToken;

/** Receives the observations of every completion token of scored rows, in order, on the caller's thread. */
@FunctionalInterface
public interface AnswerVisitor {
    /**
     * @param row index of the row in the list that was scored
     * @param token index of the token in the row; its prediction comes from the tokens before it
     */
    void token(int row, int token, AnswerToken answer);

    /** After each row. */
    default void rowScored(int done, int total) {}
}
