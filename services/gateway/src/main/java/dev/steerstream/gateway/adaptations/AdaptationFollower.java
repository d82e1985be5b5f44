package dev.steerstream.gateway.adaptations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.adaptations.AdaptationViews.Adaptation;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.streams.AggregateFollower;
import dev.steerstream.gateway.streams.AggregateFollower.Stored;
import dev.steerstream.gateway.streams.AggregateFollower.Told;
import dev.steerstream.gateway.streams.EventStream;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.work.adaptations.AdaptationChange;
import java.time.Instant;

/** Follows one adaptation, for one client. */
final class AdaptationFollower {
    private AdaptationFollower() {}

    static AggregateFollower<AdaptationEvent> of(
            AdaptationQueries queries, Tenant tenant, String adaptation, EventStream stream) {
        return new AggregateFollower<>(
                adaptation,
                event -> new Told(event.adaptation(), event.sequence(), event.type(), event.progress()),
                () -> queries.adaptation(tenant, adaptation)
                        .filter(Adaptation::stored)
                        .map(row -> stored(queries, tenant, row)),
                stream);
    }

    private static Stored<AdaptationEvent> stored(AdaptationQueries queries, Tenant tenant, Adaptation row) {
        JsonNode profile = row.profileVersion() == null
                ? null
                : queries.profile(tenant, row.task(), row.profileVersion()).orElse(null);
        return new Stored<>(event(row, profile), row.sequence(), row.progress(), row.ended());
    }

    /** The stored state in the form of the event that led to it. */
    private static AdaptationEvent event(Adaptation row, JsonNode profile) {
        Type type =
                switch (row.state()) {
                    case "queued" -> Type.QUEUED;
                    case "training" -> row.progress() == null ? Type.STARTED : Type.PROGRESS;
                    case "trained" -> Type.TRAINED;
                    case "calibrating" -> row.progress() == null ? Type.TRAINED : Type.PROGRESS;
                    case "cancelling" -> Type.CANCELLING;
                    case "succeeded" -> row.heldBack() == null ? Type.PROMOTED : Type.CALIBRATED;
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
                row.heldBack() == null ? row.failure() : AdaptationChange.noGain(row.profileVersion(), row.heldBack()));
    }

    private static Double number(JsonNode profile, String member) {
        return profile == null || !profile.path(member).isNumber()
                ? null
                : (Double) profile.path(member).doubleValue();
    }
}
