/**
 * What calibration remembers of each answer token, in bounded memory, and the loss as a function of the strength over all of them.
 *
 * <p>A token comes as sums ({@link dev.steerstream.core.observation.AnswerToken}), which a scoring pass of the engine makes, or is observed
 * from whole rows ({@link dev.steerstream.core.observation.ObservationBuilder}), where sums do not tell enough.
 *
 * <p>Not here: how a strength is chosen ({@code estimator}) and where logits come from ({@code calibration}).
 */
package dev.steerstream.core.observation;
