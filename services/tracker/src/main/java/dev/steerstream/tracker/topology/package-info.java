/**
 * The Kafka Streams topology, a pure function of its settings ({@link dev.steerstream.tracker.topology.TrackerTopology}): events in, bounded state
 * out. Results are counted in windows, adaptations followed by sequence, and everything new becomes a line of the feed. Nothing here reaches the
 * database or the network.
 */
package dev.steerstream.tracker.topology;
