/**
 * What calibration remembers of each answer token, in bounded memory, and the loss as a function of the strength over all of them.
 *
 * <p>Not here: how a strength is chosen ({@code estimator}) and where logits come from ({@code calibration}).
 */
package dev.steerstream.core.observation;
