package dev.steerstream.tracker.topology;

import dev.steerstream.schemas.Topic;

/** What became of an event that was read. */
public enum Outcome {
    /** It changed the state. */
    TAKEN,
    /** Its id was seen before, or its sequence is not above the highest seen. */
    REPEATED,
    /** It is older than what is remembered. */
    LATE,
    /** Its time lies further ahead than clocks may differ. */
    MISDATED,
    /** It is not the message that its topic carries. */
    UNREADABLE;

    /** Told of every event that was read; called from the topology's threads. */
    @FunctionalInterface
    public interface Listener {
        void read(Topic topic, Outcome outcome);
    }
}
