package dev.steerstream.model.engine;

/** Receives what judging says of every completion token of rows, on the caller's thread. */
@FunctionalInterface
public interface JudgedVisitor {
    /**
     * Tokens that have one context come one after the other, whatever their rows; else in the rows' order.
     *
     * @param row index of the row in the list that was scored
     * @param token index of the token in the row
     * @param context the same object for all tokens that come after the same ones; valid during the call
     */
    void token(int row, int token, JudgedContext context);
}
