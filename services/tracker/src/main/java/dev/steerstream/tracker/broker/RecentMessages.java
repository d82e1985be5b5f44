package dev.steerstream.tracker.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.DeadLetter;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.GenerationControl;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.SubmissionEnd;
import dev.steerstream.schemas.TokenChunk;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The last records of a topic, read by a consumer without a group and held against their contract's schema. Only the tenant's are shown. */
@Singleton
class RecentMessages {
    private static final int FROM_EACH = 20;
    private static final int MOST = 30;
    private static final int LONGEST = 6_000;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Map<String, Class<?>> CONTRACTS = List.of(
                    AdaptationCommand.class,
                    AdaptationEvent.class,
                    DatasetEvent.class,
                    DatasetRow.class,
                    DatasetSeal.class,
                    DeadLetter.class,
                    EvaluationCommand.class,
                    EvaluationEvent.class,
                    GenerationControl.class,
                    GenerationRequest.class,
                    GenerationResult.class,
                    SteeringProfile.class,
                    SubmissionEnd.class,
                    TokenChunk.class)
            .stream()
            .collect(Collectors.toMap(MessageHeaders::type, Function.identity()));

    private final BrokerWatch broker;

    RecentMessages(BrokerWatch broker) {
        this.broker = broker;
    }

    /**
     * One record.
     *
     * @param body JSON in lines, or text
     * @param verdict how it stands to its schema, in words
     * @param good whether it keeps it
     */
    public record Message(
            int partition,
            long offset,
            Instant at,
            String key,
            String type,
            String body,
            String verdict,
            boolean good) {}

    /** Newest first. */
    List<Message> of(String tenant, String topic, int partitions) {
        Map<String, Object> client = new HashMap<>(broker.reader());
        client.remove(ConsumerConfig.GROUP_ID_CONFIG);
        client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) all.add(new TopicPartition(topic, partition));
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            consumer.beginningOffsets(all)
                    .forEach((partition, begin) ->
                            consumer.seek(partition, Math.max(begin, ends.get(partition) - FROM_EACH)));
            List<Message> messages = new ArrayList<>();
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < until && behind(consumer, ends)) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    if (tenant.equals(MessageHeaders.tenant(found.headers()))) messages.add(read(found));
                }
            }
            messages.sort(Comparator.comparing(Message::at).reversed());
            return messages.subList(0, Math.min(MOST, messages.size()));
        }
    }

    private static boolean behind(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private static Message read(ConsumerRecord<byte[], byte[]> found) {
        String type = MessageHeaders.text(found.headers(), MessageHeaders.TYPE);
        Class<?> contract = type == null ? null : CONTRACTS.get(type);
        String verdict = contract == null ? "of no known type: shown as it is" : "keeps its schema";
        boolean good = contract != null;
        if (found.value() == null) verdict = "a tombstone";
        else if (contract != null) {
            try {
                Contracts.read(contract, found.value());
            } catch (ContractViolationException broken) {
                verdict = broken.getMessage();
                good = false;
            }
        }
        return new Message(
                found.partition(),
                found.offset(),
                Instant.ofEpochMilli(found.timestamp()),
                found.key() == null ? "" : new String(found.key(), StandardCharsets.UTF_8),
                type == null ? "" : type,
                found.value() == null ? "" : pretty(found.value()),
                verdict,
                good);
    }

    private static String pretty(byte[] value) {
        String text = new String(value, 0, Math.min(value.length, 64 * 1024), StandardCharsets.UTF_8);
        try {
            text = Contracts.mapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(Contracts.mapper().readTree(text));
        } catch (JsonProcessingException notJson) {
            // Shown as it is.
        }
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\n… " + value.length + " bytes in all";
    }
}
