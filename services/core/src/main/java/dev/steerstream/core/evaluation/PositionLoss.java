package dev.steerstream.core.evaluation;

/**
 * Both losses of the answer tokens at some places of their answers.
 *
 * @param first place in its answer, 1 up
 * @param last inclusive; {@link Integer#MAX_VALUE} for all that come after
 */
public record PositionLoss(int first, int last, TokenKindLoss loss) {}
