package dev.steerstream.tracker.live;

import dev.steerstream.tracker.topology.RequestWindow.Counts;
import java.time.Instant;

/** What ended within one minute. */
public record RequestMinute(Instant start, Counts counts) {}
