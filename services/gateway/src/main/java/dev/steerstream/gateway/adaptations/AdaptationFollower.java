package dev.steerstream.gateway.adaptations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.streams.EventStream;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One client that follows one adaptation: first the state as it is stored, then the events after it, in the order of their sequences, to the end.
 * A row that stays ahead of the events for two looks stands in for those that were missed. Safe from any thread.
 */
final class AdaptationFollower {
    private final AdaptationQueries queries;
    private final Tenant tenant;
    private final String adaptation;
    private final EventStream stream;
    private final List<AdaptationEvent> early = new ArrayList<>();
    private boolean started;
    private long sequence = -1;
    private Progress progress;
    private long aheadSince = -1;

    AdaptationFollower(AdaptationQueries queries, Tenant tenant, String adaptation, EventStream stream) {
        this.queries = queries;
        this.tenant = tenant;
        this.adaptation = adaptation;
        this.stream = stream;
    }

    /** Takes an event of the task; those of its other adaptations are left out. */
    synchronized void take(AdaptationEvent event) {
        if (!adaptation.equals(event.adaptation())) return;
        if (!started) {
            early.add(event);
            return;
        }
        if (event.type() == Type.PROGRESS) {
            if (event.sequence() < sequence || !newer(event.progress())) return;
            progress = event.progress();
        } else if (event.type() != Type.IGNORED) {
            if (event.sequence() <= sequence) return;
            sequence = event.sequence();
            // What follows may be another job's progress, whose fences begin anew; the sequence tells it from the last
            // one's.
            progress = null;
        }
        send(event);
    }

    /** Looks at the row: the first time for the state, later for the end and for what was missed. */
    void look() {
        Optional<Adaptation> row = queries.adaptation(tenant, adaptation);
        Optional<JsonNode> profile = row.filter(found -> found.profileVersion() != null)
                .flatMap(found -> queries.profile(tenant, found.task(), found.profileVersion()));
        synchronized (this) {
            if (row.isEmpty()) begin();
            else compare(row.get(), profile.orElse(null));
        }
    }

    private void compare(Adaptation row, JsonNode profile) {
        boolean stillAhead = row.sequence() > sequence && row.sequence() == aheadSince;
        aheadSince = row.sequence() > sequence ? row.sequence() : -1;
        if (!started || stillAhead) {
            sequence = row.sequence();
            progress = row.progress();
            send(event(row, profile));
        }
        begin();
        if (row.ended() && sequence >= row.sequence()) stream.complete();
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

    private void send(AdaptationEvent event) {
        stream.send(event.type().name().toLowerCase(Locale.ROOT), Long.toString(event.sequence()), event);
    }

    /** The stored state in the form of the event that led to it. */
    static AdaptationEvent event(Adaptation row, JsonNode profile) {
        Type type =
                switch (row.state()) {
                    case "queued" -> Type.QUEUED;
                    case "training" -> row.progress() == null ? Type.STARTED : Type.PROGRESS;
                    case "trained" -> Type.TRAINED;
                    case "calibrating" -> row.progress() == null ? Type.TRAINED : Type.PROGRESS;
                    case "cancelling" -> Type.CANCELLING;
                    case "succeeded" -> Type.PROMOTED;
                    case "failed" -> Type.FAILED;
                    case "cancelled" -> Type.CANCELLED;
                    default -> throw new IllegalStateException("adaptation in state " + row.state());
                };
        Instant at =
                row.endedAt() != null ? row.endedAt() : row.startedAt() != null ? row.startedAt() : row.createdAt();
        return new AdaptationEvent(
                row.task(),
                row.adaptation(),
                row.sequence(),
                type,
                at,
                row.dataset(),
                row.submission(),
                row.progress(),
                null,
                row.adapterDigest(),
                row.profileVersion(),
                number(profile, "strength"),
                number(profile, "strength_low"),
                number(profile, "strength_high"),
                row.failure());
    }

    private static Double number(JsonNode profile, String member) {
        return profile == null || !profile.path(member).isNumber()
                ? null
                : (Double) profile.path(member).doubleValue();
    }
}
