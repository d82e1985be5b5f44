package dev.steerstream.core.evaluation;

/** Share of answer tokens that are the most probable one, teacher-forced; steered is under the mask in force. */
public record TokenAccuracy(double base, double warm, double steered) {}
