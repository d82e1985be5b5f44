package dev.steerstream.gateway.streams;

import dev.steerstream.schemas.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One client that follows one aggregate: first the state as it is stored, then the events after it, in the order of their sequences, to the end. A
 * row that stays ahead of the events for two looks stands in for those that were missed. Safe from any thread.
 *
 * @param <E> its events
 */
public final class AggregateFollower<E> {
    private final String id;
    private final Function<E, Told> reading;
    private final Supplier<Optional<Stored<E>>> row;
    private final EventStream stream;
    private final List<E> early = new ArrayList<>();
    private boolean started;
    private long sequence = -1;
    private Progress progress;
    private long aheadSince = -1;

    /**
     * What the order of events depends on.
     *
     * @param id of the aggregate that it is about
     * @param type of the event
     * @param progress null but for events of the type {@code PROGRESS}
     */
    public record Told(String id, long sequence, Enum<?> type, Progress progress) {
        boolean isProgress() {
            return type.name().equals("PROGRESS");
        }

        /** A command that changed nothing: it has no place among the changes. */
        boolean isIgnored() {
            return type.name().equals("IGNORED");
        }
    }

    /**
     * The aggregate as it is stored, in the form of the event that led to it.
     *
     * @param progress the last one stored, or null
     * @param ended whether nothing of its own follows
     */
    public record Stored<E>(E event, long sequence, Progress progress, boolean ended) {}

    /**
     * @param reading of any event of the topic
     * @param row looks at what is stored; empty where it is not there yet
     */
    public AggregateFollower(
            String id, Function<E, Told> reading, Supplier<Optional<Stored<E>>> row, EventStream stream) {
        this.id = id;
        this.reading = reading;
        this.row = row;
        this.stream = stream;
    }

    /** Takes an event of the task; those of its other aggregates are left out. */
    synchronized void take(E event) {
        Told told = reading.apply(event);
        if (!id.equals(told.id())) return;
        if (!started) {
            early.add(event);
            return;
        }
        if (told.isProgress()) {
            if (told.sequence() < sequence || !newer(told.progress())) return;
            progress = told.progress();
        } else if (!told.isIgnored()) {
            if (told.sequence() <= sequence) return;
            sequence = told.sequence();
            // What follows may be another job's progress, whose fences begin anew; the sequence tells it from the last
            // one's.
            progress = null;
        }
        send(event);
    }

    /** Looks at the row: the first time for the state, later for the end and for what was missed. */
    void look() {
        Optional<Stored<E>> found = row.get();
        synchronized (this) {
            if (found.isEmpty()) begin();
            else compare(found.get());
        }
    }

    private void compare(Stored<E> stored) {
        boolean stillAhead = stored.sequence() > sequence && stored.sequence() == aheadSince;
        aheadSince = stored.sequence() > sequence ? stored.sequence() : -1;
        if (!started || stillAhead) {
            sequence = stored.sequence();
            progress = stored.progress();
            send(stored.event());
        }
        begin();
        if (stored.ended() && sequence >= stored.sequence()) stream.complete();
    }

    private void begin() {
        if (started) return;
        started = true;
        early.forEach(this::take);
        early.clear();
    }

    private boolean newer(Progress next) {
        if (progress == null || next == null) return true;
        if (next.fence() != progress.fence()) return next.fence() > progress.fence();
        return !next.phase().equals(progress.phase()) || next.done() > progress.done();
    }

    private void send(E event) {
        Told told = reading.apply(event);
        stream.send(told.type().name().toLowerCase(Locale.ROOT), Long.toString(told.sequence()), event);
    }
}
