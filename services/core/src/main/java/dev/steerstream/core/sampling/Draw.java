package dev.steerstream.core.sampling;

/**
 * A chosen token.
 *
 * @param token its id
 * @param margin by how much, in logit units, it came before the runner-up: the logits' difference when greedy, that of the perturbed logits
 *     when sampled; infinite where it was alone
 */
public record Draw(int token, double margin) {}
