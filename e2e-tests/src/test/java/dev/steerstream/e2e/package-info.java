/** Journeys through the public doors against the real processes, and the rules that hold for the whole tree. */
package dev.steerstream.e2e;
