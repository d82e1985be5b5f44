package dev.steerstream.model.engine;

/**
 * The weight format of a loaded model.
 *
 * @param reason a sentence for people: asked for, or what the start-up probe found
 */
public record FormatChoice(WeightFormat format, String reason) {}
