package dev.steerstream.work.jobs;

/**
 * The newest checkpoint of a job.
 *
 * @param step steps done when it was made
 * @param digest of the artefact that holds it
 */
public record Checkpoint(long step, String digest) {}
