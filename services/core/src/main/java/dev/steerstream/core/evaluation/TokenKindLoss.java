package dev.steerstream.core.evaluation;

/**
 * Both losses of the template's tokens or of the content's.
 *
 * @param tokens how many there are; the losses are 0 where there are none
 */
public record TokenKindLoss(long tokens, FullLoss lossFull, KeptLoss lossKept) {}
