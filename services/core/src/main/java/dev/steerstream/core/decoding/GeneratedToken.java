package dev.steerstream.core.decoding;

/**
 * One token of a growing answer.
 *
 * @param place its index in the answer
 * @param token its id
 * @param text what became certain by it, maybe empty; with an answer's last token all that is left
 */
public record GeneratedToken(int place, int token, String text) {}
