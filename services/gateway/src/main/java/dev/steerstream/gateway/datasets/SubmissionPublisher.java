package dev.steerstream.gateway.datasets;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.topics.KafkaClients;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.SubmissionEnd;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.errors.SteerStreamException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes a body's rows to {@code dataset-submissions}, and their end record once the broker has all of them. What fails in between leaves a
 * submission without an end, which the same upload under the same id completes: rows are told apart by their number. Safe from any thread.
 */
@Singleton
@Startup
public class SubmissionPublisher {
    /** What stands around a row in its message: key, headers, the batch's own. Bytes. */
    private static final int OVERHEAD = 16 * 1024;

    /** Of a refused body so much is read and thrown away: a client that still sends would not see the answer. Bytes. */
    private static final long DRAINED = 64L * 1024 * 1024;

    private final GatewayConfiguration.Gateway limits;
    private final String topic;
    private final Map<String, Object> properties;
    private final Receiving receiving;
    private final SubmissionContents contents;
    private final Counter published;
    private Producer<byte[], byte[]> producer;

    public SubmissionPublisher(
            GatewayConfiguration configuration,
            KafkaClients clients,
            Receiving receiving,
            SubmissionContents contents,
            MeterRegistry meters) {
        this.limits = configuration.gateway();
        requireFits(limits.datasetLineLimit());
        this.topic = Topic.DATASET_SUBMISSIONS.name(clients.topicPrefix());
        this.receiving = receiving;
        this.contents = contents;
        this.published = Counter.builder("steerstream.gateway.dataset.rows")
                .description("Rows published to dataset-submissions")
                .register(meters);
        int timeout = (int) limits.publishTimeout().toMillis();
        this.properties = new HashMap<>(clients.properties());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "steerstream-gateway-datasets");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, limits.datasetBuffer());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, timeout / 2));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
    }

    private static void requireFits(int lineLimit) {
        int most = Topic.MAXIMUM_MESSAGE_BYTES - OVERHEAD;
        if (lineLimit >= 1 && lineLimit <= most) return;
        throw new IllegalArgumentException("steerstream.gateway.dataset-line-limit is " + lineLimit + ": it is 1 to "
                + most + " bytes, so that a line fits a message");
    }

    /** Which submission an upload belongs to, and how its rows are to be read. */
    public record Upload(
            Tenant tenant, String dataset, String submission, SubmissionEnd end, Map<String, String> traceHeaders) {}

    /**
     * Reads the body to its end and returns how many rows it had.
     *
     * @throws ProblemException 413 for a line or body over its limit, 422 {@code EMPTY_DATASET}, 409 {@code CONFLICT} where the id stands for
     *     other content, 409 {@code SUBMISSION_DELETED}
     * @throws SteerStreamException transient where the broker does not store a row in time
     */
    public long publish(Upload upload, InputStream body) throws IOException {
        JsonLines lines = new JsonLines(body, limits.datasetLineLimit(), limits.datasetLimit());
        AtomicReference<Exception> failure = new AtomicReference<>();
        Producer<byte[], byte[]> sending = producer();
        MessageDigest content = sha256();
        receiving.put(upload.tenant(), upload.dataset(), upload.submission(), 0);
        boolean complete = false;
        try {
            contents.requireNotDeleted(upload.tenant(), upload.dataset(), upload.submission());
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                requireWithin(upload, lines.rows());
                content.update(line.get());
                content.update((byte) '\n');
                send(sending, record(upload, "row", lines.rows() - 1, line.get()), failure);
                published.increment();
                if (failure.get() != null) throw aborted(upload, failure.get());
            }
            requireRows(upload, lines.rows());
            sending.flush();
            if (failure.get() != null) throw aborted(upload, failure.get());
            byte[] end = Contracts.write(upload.end());
            String hash = HexFormat.of().formatHex(content.digest(end));
            contents.claim(upload.tenant(), upload.dataset(), upload.submission(), hash);
            send(sending, record(upload, "count", lines.rows(), end), failure);
            sending.flush();
            if (failure.get() != null) throw aborted(upload, failure.get());
            receiving.put(upload.tenant(), upload.dataset(), upload.submission(), lines.rows());
            complete = true;
            return lines.rows();
        } catch (KafkaException thrown) {
            throw aborted(upload, thrown);
        } catch (ProblemException refused) {
            drain(body);
            throw refused;
        } finally {
            if (!complete) receiving.remove(upload.tenant(), upload.dataset(), upload.submission());
        }
    }

    /**
     * Publishes the end alone, of rows that others have published.
     *
     * @throws ProblemException 409 {@code SUBMISSION_DELETED}
     * @throws SteerStreamException transient where the broker does not store it in time
     */
    void seal(Upload upload, long rows) {
        contents.requireNotDeleted(upload.tenant(), upload.dataset(), upload.submission());
        AtomicReference<Exception> failure = new AtomicReference<>();
        try {
            Producer<byte[], byte[]> sending = producer();
            send(sending, record(upload, "count", rows, Contracts.write(upload.end())), failure);
            sending.flush();
        } catch (KafkaException thrown) {
            throw aborted(upload, thrown);
        }
        if (failure.get() != null) throw aborted(upload, failure.get());
    }

    private void requireWithin(Upload upload, long rows) {
        if (rows <= limits.limits().rows()) return;
        throw ProblemException.tooLarge(
                "TOO_MANY_ROWS",
                "the body has more than " + limits.limits().rows() + " rows, the limit of a submission; dataset "
                        + upload.dataset() + " was not published",
                "Publish fewer rows, or raise steerstream.gateway.limits.rows.");
    }

    private static void drain(InputStream body) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long drained = 0;
        for (int read = body.read(buffer); read >= 0 && drained < DRAINED; read = body.read(buffer)) drained += read;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void requireRows(Upload upload, long rows) {
        if (rows > 0) return;
        throw ProblemException.invalid(
                "EMPTY_DATASET",
                "the body of submission " + upload.submission() + " of dataset " + upload.dataset()
                        + " has no rows: at least one is needed",
                "Send one JSON object a line, for example {\"prompt\": \"…\", \"completion\": \"…\"}.");
    }

    private static void send(
            Producer<byte[], byte[]> sending,
            ProducerRecord<byte[], byte[]> message,
            AtomicReference<Exception> failure) {
        sending.send(message, (stored, thrown) -> {
            if (thrown != null) failure.compareAndSet(null, thrown);
        });
    }

    private ProducerRecord<byte[], byte[]> record(Upload upload, String numberName, long number, byte[] body) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic, bytes(upload.tenant().key(upload.dataset())), body);
        upload.traceHeaders().forEach((name, value) -> message.headers().add(name, bytes(value)));
        message.headers().add(MessageHeaders.TENANT, bytes(upload.tenant().name()));
        message.headers().add("dataset", bytes(upload.dataset()));
        message.headers().add("submission", bytes(upload.submission()));
        message.headers().add(numberName, bytes(Long.toString(number)));
        return message;
    }

    private static SteerStreamException aborted(Upload upload, Exception cause) {
        SteerStreamException failure = SteerStreamException.passing(
                "PUBLISH_FAILED",
                "the broker did not store all rows of submission " + upload.submission() + " of dataset "
                        + upload.dataset() + ": " + cause.getClass().getSimpleName() + " " + cause.getMessage(),
                "Send the whole dataset again with ?submission=" + upload.submission() + ".");
        failure.initCause(cause);
        return failure;
    }

    /** Made when first needed, so that the gateway starts without a broker. */
    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) producer.close(Duration.ofSeconds(5));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
