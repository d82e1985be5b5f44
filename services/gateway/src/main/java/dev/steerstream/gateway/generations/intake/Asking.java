package dev.steerstream.gateway.generations.intake;

import dev.steerstream.gateway.generations.GenerationStore.Name;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.ContentHash;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.outbox.Outbox;
import java.time.Instant;
import java.util.Map;

/**
 * A request with all that is written of it, made on its caller's thread before there is a transaction.
 *
 * @param trace the id of the trace that it belongs to, or null
 */
record Asking(Name name, GenerationRequest request, String hash, String body, String trace, Outbox.Message message) {

    static Asking of(
            Outbox outbox, Tenant tenant, GenerationRequest request, Topic topic, Map<String, String> traceHeaders) {
        return new Asking(
                new Name(tenant, request.id()),
                request,
                ContentHash.of(request),
                Json.write(request),
                MessageHeaders.traceId(traceHeaders).orElse(null),
                outbox.message(tenant.name(), topic, tenant.name(), request, traceHeaders));
    }

    String replay() {
        return request.replay() == null ? null : request.replay().replay();
    }

    /** As its row shows it once it is stored. */
    Generation queued(Instant createdAt) {
        return new Generation(
                request.id(), request.task(), "queued", null, request.deadline(), createdAt, null, null, null, null);
    }
}
