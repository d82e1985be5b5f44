package dev.steerstream.core.evaluation;

/**
 * Both losses of some answer tokens: the template's, the content's, those at some places.
 *
 * @param tokens how many there are; the losses are 0 where there are none
 */
public record TokenKindLoss(long tokens, FullLoss lossFull, KeptLoss lossKept) {}
