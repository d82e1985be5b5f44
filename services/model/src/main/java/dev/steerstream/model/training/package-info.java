/**
 * The warm start: training an adapter of one task on the base model, step by step, with checkpoints from which an interrupted run
 * continues with the same bits.
 *
 * <p>Training has weights of its own, unpacked, since the packed ones of decoding cannot carry gradients; they go when the
 * training is closed. What they are multiplied in is a {@link dev.steerstream.model.training.TrainingType}. Nothing here knows jobs, leases or storage.
 */
package dev.steerstream.model.training;
