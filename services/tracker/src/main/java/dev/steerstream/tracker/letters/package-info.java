/** The pages of dead letters: what could not be processed, why, and the record itself. */
package dev.steerstream.tracker.letters;
