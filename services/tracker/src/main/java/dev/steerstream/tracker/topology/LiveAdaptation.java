package dev.steerstream.tracker.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * An adaptation as its events tell it.
 *
 * @param sequence highest seen of what is no progress; 0 before the first
 * @param type of the event with that sequence, or null
 * @param ended whether a terminal event was seen: progress after it is ignored
 * @param at when the newest event happened
 * @param progress the newest, or null
 * @param progressSequence that the newest progress came with
 * @param progressAt when it was measured
 */
public record LiveAdaptation(
        String task,
        String adaptation,
        long sequence,
        Type type,
        boolean ended,
        Instant at,
        Progress progress,
        long progressSequence,
        Instant progressAt) {

    static LiveAdaptation unknown(AdaptationEvent event) {
        return new LiveAdaptation(event.task(), event.adaptation(), 0, null, false, event.at(), null, 0, null);
    }

    /** Whether the event says more than all before it. */
    boolean precedes(AdaptationEvent event) {
        if (event.type() != Type.PROGRESS) return event.sequence() > sequence;
        // Progress goes out directly and may overtake the event of its own state, but not fall behind it.
        return !ended && event.progress() != null && event.sequence() >= sequence && newer(event);
    }

    /** By sequence, fence and then, within a phase, by what is done; phases of one worker follow each other by its clock. */
    private boolean newer(AdaptationEvent event) {
        if (progress == null) return true;
        Progress next = event.progress();
        if (event.sequence() != progressSequence) return event.sequence() > progressSequence;
        if (next.fence() != progress.fence()) return next.fence() > progress.fence();
        if (next.phase().equals(progress.phase())) return next.done() > progress.done();
        return event.at().isAfter(progressAt);
    }

    LiveAdaptation after(AdaptationEvent event) {
        Instant newest = event.at().isAfter(at) ? event.at() : at;
        if (event.type() == Type.PROGRESS) {
            return new LiveAdaptation(
                    task, adaptation, sequence, type, ended, newest, event.progress(), event.sequence(), event.at());
        }
        boolean over = ended || event.type().terminal();
        return new LiveAdaptation(
                task,
                adaptation,
                event.sequence(),
                event.type(),
                over,
                newest,
                over ? null : progress,
                progressSequence,
                progressAt);
    }

    byte[] write() {
        try {
            return Contracts.mapper().writeValueAsBytes(this);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("the state of an adaptation cannot be written", impossible);
        }
    }

    public static LiveAdaptation read(byte[] kept) {
        try {
            return kept == null ? null : Contracts.mapper().readValue(kept, LiveAdaptation.class);
        } catch (IOException damaged) {
            throw new UncheckedIOException("the local state holds an adaptation that cannot be read", damaged);
        }
    }
}
