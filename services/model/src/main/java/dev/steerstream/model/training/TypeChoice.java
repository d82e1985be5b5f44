package dev.steerstream.model.training;

/**
 * The type of a run.
 *
 * @param reason a sentence for people: asked for, or what the probe found. Without times, so that the same run says the same.
 */
public record TypeChoice(TrainingType type, String reason) {}
