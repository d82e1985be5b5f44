/**
 * Next-token distributions of one context: stable log-softmax, divergence, argmax, and the check that no logit is NaN or infinite.
 *
 * <p>Logits come in as {@code float[vocab]} as the engine makes them; everything is accumulated in double. Not here: anything that
 * knows of two models at work together ({@code steering}) or of choosing a token at random ({@code sampling}).
 */
package dev.steerstream.core.distribution;
