/**
 * Evaluations of tasks' profiles: commands go to the extractor by the outbox, states are read from Postgres, measures and report pages are artefacts
 * that are served as they are stored. Nothing is measured here.
 */
package dev.steerstream.gateway.evaluations;
