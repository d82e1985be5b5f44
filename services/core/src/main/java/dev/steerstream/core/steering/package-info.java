/**
 * Steering vector decoding of one step: from the warm and the base row's logits to the steered logits of the surviving tokens.
 *
 * <p>Symbols: {@code warm} p_phi, z_phi; {@code base} p_theta, z_theta; {@code delta} the steering vector; {@code strength} mu, signed;
 * {@code confidence} alpha; {@code penalty} lambda. Equations are those of "Distribution-Aligned Decoding for Efficient LLM Task
 * Adaptation" (arXiv 2509.15888). Not here: finding the strength ({@code calibration}) and choosing a token ({@code sampling}).
 */
package dev.steerstream.core.steering;
