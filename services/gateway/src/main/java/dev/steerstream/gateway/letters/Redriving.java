package dev.steerstream.gateway.letters;

import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.letters.DeadLetterViews.Settled;
import dev.steerstream.gateway.topics.KafkaClients;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.errors.Failures;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jdbi.v3.core.Handle;

/** Publishes records again as they came, and says beforehand which of them that cannot help. Safe from any thread. */
@Singleton
public class Redriving {
    private static final int PATIENCE_MILLIS = 15_000;

    private final Map<String, Object> properties;
    private final Set<String> topics;
    private final Set<String> requests;

    public Redriving(KafkaClients clients) {
        this.properties = new HashMap<>(clients.properties());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "steerstream-gateway-redrive");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        this.topics = Topic.all().stream()
                .map(topic -> topic.name(clients.topicPrefix()))
                .collect(Collectors.toSet());
        this.requests = Set.of(
                Topic.GENERATION_REQUESTS.name(clients.topicPrefix()),
                Topic.GENERATION_REQUESTS_BATCH.name(clients.topicPrefix()));
    }

    /** What became of each; of a dry run what would. */
    Map<UUID, Settled> redrive(Handle handle, Tenant tenant, List<StoredLetter> letters, boolean dryRun) {
        Map<UUID, Settled> outcomes = new LinkedHashMap<>();
        List<StoredLetter> published = letters.stream()
                .filter(one -> topics.contains(one.letter().topic()))
                .toList();
        for (StoredLetter one : letters) {
            outcomes.put(
                    one.letter().id(),
                    published.contains(one)
                            ? outcome(one, "redriven", note(handle, tenant, one))
                            : outcome(one, "refused", "this installation has no such topic"));
        }
        if (!dryRun && !published.isEmpty()) publish(published, outcomes);
        return outcomes;
    }

    private void publish(List<StoredLetter> letters, Map<UUID, Settled> outcomes) {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            Map<StoredLetter, Future<RecordMetadata>> sent = new LinkedHashMap<>();
            for (StoredLetter one : letters) sent.put(one, producer.send(one.again()));
            producer.flush();
            sent.forEach((one, future) -> failure(future)
                    .ifPresent(reason -> outcomes.put(
                            one.letter().id(), outcome(one, "refused", "the broker did not take it: " + reason))));
        }
    }

    private static Optional<String> failure(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return Optional.empty();
        } catch (ExecutionException refused) {
            return Optional.of(Failures.of(refused.getCause()).message());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.of("the gateway is stopping");
        }
    }

    /** A request has one terminal state for good: published again it is not run again. */
    private String note(Handle handle, Tenant tenant, StoredLetter one) {
        if (!requests.contains(one.letter().topic()) || one.body() == null) return null;
        return RequestNames.of(one.body())
                .filter(request -> handle.createQuery("select exists (select from generation"
                                + " where tenant = :tenant and request = :request and ended_at is not null)")
                        .bind("tenant", tenant.name())
                        .bind("request", request)
                        .mapTo(Boolean.class)
                        .one())
                .map(request -> "request " + request + " has ended: it is not run again, send it under a new id")
                .orElse(null);
    }

    private static Settled outcome(StoredLetter one, String outcome, String note) {
        return new Settled(one.letter().id(), one.letter().topic(), outcome, note);
    }
}
