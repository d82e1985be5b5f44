/**
 * Choosing a token from the candidates of one step: temperature, top-k, top-p, min-p, in that order, with randomness that depends on
 * nothing but the seed, the choice and the place. Not here: which tokens are candidates ({@code steering}).
 */
package dev.steerstream.core.sampling;
