/**
 * What one pass over the calibration rows keeps: of each answer token the few tokens that a confidence mask leaves, with both models' logits.
 * From it every direction and every confidence down to the one it was filled with is exact, without another forward. The memory is bounded.
 *
 * <p>Not here: fitting ({@code joint}) and choosing ({@code selection}).
 */
package dev.steerstream.core.survivor;
