/**
 * What is done to the steered logits of the candidates before one is chosen: step 5 of the order, bias first, then penalties. It never
 * brings a removed token back. Not here: bans ({@code steering}) and temperature ({@code sampling}).
 */
package dev.steerstream.core.adjustment;
