/**
 * The strength of a task: every estimator, the optimum with its interval, and the loss against strength, from the answer tokens of the
 * calibration rows in bounded memory.
 *
 * <p>Symbols: t an answer token whose gold token y survives the mask; q the warm distribution renormalised over the candidates; delta the
 * vector, 0 off the survivors; {@code a_t = delta_t(y) - sum q delta_t}; mu the strength. Not here: judging a strength on rows it was not
 * fitted on ({@code evaluation}).
 */
package dev.steerstream.core.calibration;
