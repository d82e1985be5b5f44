package dev.steerstream.core.joint;

/**
 * Where a joint fit ended. The array is the holder's: read, never changed.
 *
 * @param strengths one for each direction
 * @param sums the loss there, without the ridge
 * @param bounded whether the mean KL(warm || steered) or a strength's own bound stopped it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JointMinimum(double[] strengths, JointSums sums, boolean bounded) {}
