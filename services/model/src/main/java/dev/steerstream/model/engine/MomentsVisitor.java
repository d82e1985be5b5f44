package dev.steerstream.model.engine;

/** Receives the moments of steered distributions, token by token in the rows' order, on the caller's thread. */
@FunctionalInterface
public interface MomentsVisitor {
    /**
     * Values of a direction are less their mean under warm. The arrays are the receiver's.
     *
     * @param row index of the row in the list that was scored
     * @param normaliser {@code log sum p exp(move)}: KL(warm || steered)
     * @param gold log p of the reference token plus its move
     * @param goldValues its value along each direction
     * @param means of the values under steered
     * @param products means of the values' products under steered, {@code [directions * directions]}
     */
    void token(int row, double normaliser, double gold, double[] goldValues, double[] means, double[] products);
}
