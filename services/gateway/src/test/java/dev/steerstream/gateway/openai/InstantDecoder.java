package dev.steerstream.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.gateway.Log;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.Logprobs;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.TopLogprob;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.SteeringOptions;
import dev.steerstream.schemas.TokenChunk;
import dev.steerstream.schemas.TokenExplanation;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Stands in for the decoders: takes every request of one tenant from both topics, stores its result as a decoder does, and publishes chunks and result. An
 * answer says its prompt again, each word a token; a prompt with the word "never" is started and not answered; one with "refuse" fails.
 */
final class InstantDecoder implements AutoCloseable {
    private final Database database;
    private final String prefix;
    private final String tenant;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;
    private volatile boolean closed;

    InstantDecoder(String bootstrap, String prefix, Database database, String tenant) {
        this.database = database;
        this.prefix = prefix;
        this.tenant = tenant;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "latest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic topic : List.of(Topic.GENERATION_REQUESTS, Topic.GENERATION_REQUESTS_BATCH)) {
            consumer.partitionsFor(topic.name(prefix))
                    .forEach(partition -> partitions.add(new TopicPartition(partition.topic(), partition.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Looked up now, so that whatever is sent from here on is seen.
        partitions.forEach(consumer::position);
        this.thread = new Thread(this::run, "instant-decoder");
        thread.start();
    }

    private void run() {
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(50))) {
                if (tenant.equals(Log.header(message, "ce_tenant"))) {
                    answer(Contracts.read(GenerationRequest.class, message.value()));
                }
            }
        }
    }

    static String prompt(GenerationRequest request) {
        return request.prompt() != null
                ? request.prompt()
                : request.messages().get(request.messages().size() - 1).content();
    }

    /** Each with the space behind it. */
    static List<String> tokens(String text) {
        return List.of(text.split("(?<= )", -1));
    }

    private void answer(GenerationRequest request) {
        String prompt = prompt(request);
        database.useTransaction(handle -> handle.execute(
                "update generation set state = 'running', seed = 1, started_at = now()"
                        + " where tenant = ? and request = ? and state = 'queued'",
                tenant,
                request.id()));
        if (prompt.contains("never")) return;
        int n = request.sampling() == null || request.sampling().n() == null
                ? 1
                : request.sampling().n();
        List<Choice> choices = new ArrayList<>();
        for (int index = 0; index < n; index++) choices.add(choice(request, index));
        boolean refused = prompt.contains("refuse");
        GenerationResult result = new GenerationResult(
                request.id(),
                request.task(),
                refused ? GenerationResult.State.FAILED : GenerationResult.State.SUCCEEDED,
                refused ? null : choices,
                refused ? null : new GenerationResult.Usage(7, 2 * n, 7 + 2 * n),
                refused ? null : receipt(request),
                refused
                        ? new dev.steerstream.schemas.Failure(
                                dev.steerstream.schemas.Failure.Kind.USER,
                                "PROMPT_TOO_LONG",
                                "The prompt has too many tokens.",
                                "Shorten it")
                        : null,
                Instant.now(),
                Instant.now(),
                0.1,
                0.2,
                request.instance());
        if (Boolean.TRUE.equals(request.stream()) && !refused) stream(request, choices);
        if (explained(request)) detail(request, choices);
        store(result);
        send(Topic.GENERATION_RESULTS, request.id(), Contracts.write(result));
    }

    /** Of one answer: the prompt's, and its number. */
    private static List<String> tokens(GenerationRequest request, int index) {
        List<String> own = new ArrayList<>(tokens(prompt(request)));
        own.add(" " + index);
        return own;
    }

    private static Choice choice(GenerationRequest request, int index) {
        List<String> own = tokens(request, index);
        boolean asked = request.sampling() != null
                && Boolean.TRUE.equals(request.sampling().logprobs());
        List<TokenLogprob> logprobs = own.stream()
                .map(token ->
                        new TokenLogprob(token, -0.5, bytes(token), List.of(new TopLogprob(token, -0.5, bytes(token)))))
                .toList();
        return new Choice(
                index,
                String.join("", own),
                index == 0 ? "stop" : "length",
                own.size(),
                null,
                asked ? new Logprobs(logprobs) : null,
                null);
    }

    private static List<Integer> bytes(String text) {
        List<Integer> bytes = new ArrayList<>();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) bytes.add(Byte.toUnsignedInt(one));
        return bytes;
    }

    private void stream(GenerationRequest request, List<Choice> choices) {
        for (Choice choice : choices) {
            List<String> tokens = tokens(request, choice.index());
            for (int token = 0; token < tokens.size(); token++) {
                TokenChunk chunk = new TokenChunk(
                        request.id(),
                        1,
                        choice.index(),
                        token,
                        tokens.get(token),
                        1,
                        null,
                        request.instance(),
                        choice.logprobs() == null
                                ? null
                                : List.of(choice.logprobs().content().get(token)),
                        explained(request) ? List.of(explanation(tokens.get(token), token)) : null);
                send(Topic.GENERATION_TOKENS, request.id(), Contracts.write(chunk));
            }
        }
    }

    private static boolean explained(GenerationRequest request) {
        return request.steering() != null && request.steering().explain() != null;
    }

    static TokenExplanation explanation(String token, int id) {
        TokenExplanation.Ranked other = new TokenExplanation.Ranked("other", 7, -1.0);
        return new TokenExplanation(
                token,
                id,
                true,
                other,
                -2.0,
                -1.5,
                -0.5,
                List.of(other),
                List.of(other),
                List.of(new TokenExplanation.Ranked(token, id, -0.5)));
    }

    /** As a decoder keeps it. */
    private void detail(GenerationRequest request, List<Choice> choices) {
        ObjectNode detail = Contracts.mapper().createObjectNode().put("version", 1);
        for (Choice choice : choices) {
            ArrayNode tokens = detail.withArray("choices")
                    .addObject()
                    .put("index", choice.index())
                    .putArray("tokens");
            List<String> texts = tokens(request, choice.index());
            for (int token = 0; token < texts.size(); token++) {
                tokens.addObject()
                        .put("id", token)
                        .put("text", texts.get(token))
                        .putPOJO("explanation", explanation(texts.get(token), token));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            Contracts.mapper().writeValue(packed, detail);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        database.useTransaction(handle -> handle.execute(
                "insert into generation_detail (tenant, request, body) values (?, ?, ?)",
                tenant,
                request.id(),
                bytes.toByteArray()));
    }

    private static Receipt receipt(GenerationRequest request) {
        return new Receipt(
                "test-model",
                "a".repeat(64),
                "b".repeat(64),
                null,
                null,
                null,
                null,
                SteeringOptions.Mode.BASE,
                request.steering() == null ? null : request.steering().strength(),
                null,
                null,
                null,
                1,
                request.sampling(),
                "float32",
                "cpu",
                false,
                2,
                0,
                0,
                null,
                1,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                explained(request) ? request.steering().explain() : null,
                null);
    }

    private void store(GenerationResult result) {
        database.useTransaction(handle -> handle.createUpdate("update generation set state = :state,"
                        + " result = cast(:result as jsonb), ended_at = now()"
                        + " where tenant = :tenant and request = :request and state in ('queued', 'running')")
                .bind("state", result.state().name().toLowerCase(java.util.Locale.ROOT))
                .bind("result", Json.write(result))
                .bind("tenant", tenant)
                .bind("request", result.request())
                .execute());
    }

    private void send(Topic topic, String request, byte[] value) {
        producer.send(new ProducerRecord<>(
                topic.name(prefix), (tenant + "/" + request).getBytes(StandardCharsets.UTF_8), value));
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
        consumer.close();
        producer.close();
    }
}
