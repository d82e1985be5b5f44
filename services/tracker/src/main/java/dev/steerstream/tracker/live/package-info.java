/**
 * Reads the topology's state by interactive queries: requests of the last minutes, progress of adaptations, the feed. Numbers are added up over the
 * local stores and cached for a moment, so that any number of open pages costs what one does.
 */
package dev.steerstream.tracker.live;
