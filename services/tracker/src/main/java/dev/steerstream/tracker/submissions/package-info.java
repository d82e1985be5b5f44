/** One submission of a dataset: what ingest judged, its bad rows, its first rows as they lie on the log and as a warm start reads them, its lengths. Not pages: those are in {@code datasets}. */
package dev.steerstream.tracker.submissions;
