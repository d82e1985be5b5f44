package dev.steerstream.decoder.running;

import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.TokenChoice;
import dev.steerstream.decoder.topic.Cancellations.RequestName;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.TokenChunk;
import dev.steerstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the chunks of streamed answers on {@code generation-tokens}, in order, on a thread of its own: a broker that is slow or away must not
 * hold the decoding thread. Chunks are a convenience: the result does not wait for lost ones, and a gateway that misses an index has the whole
 * answer in the result. Safe from any thread.
 */
public final class TokenStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenStreams.class);

    /** Chunks that may wait for the broker; beyond, new ones are dropped and counted. */
    private static final int MOST_WAITING = 20_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final String service;
    private final Clock clock;
    private final Runnable dropped;
    private final ThreadPoolExecutor thread;

    /**
     * @param clientProperties of Kafka clients: at least {@code bootstrap.servers}
     * @param dropped called for each chunk that could not be published
     */
    public TokenStreams(
            Map<String, Object> clientProperties, String topicPrefix, String service, Clock clock, Runnable dropped) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put(ProducerConfig.ACKS_CONFIG, "1");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = Topic.GENERATION_TOKENS.name(topicPrefix);
        this.service = service;
        this.clock = clock;
        this.dropped = dropped;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                task -> {
                    Thread named = new Thread(task, "token-streams");
                    named.setDaemon(true);
                    return named;
                },
                (task, executor) -> dropped.run());
    }

    /**
     * Opens the stream of one attempt at one request.
     *
     * @param facts what its chunks say of their tokens
     * @param trace headers that its chunks carry on
     */
    public Stream open(
            RequestName request,
            int attempt,
            int choices,
            String instance,
            ChunkFacts facts,
            Map<String, String> trace) {
        return new Stream(request, attempt, choices, instance, facts, trace);
    }

    /** One attempt's chunks. */
    public final class Stream implements RunningRequest.ChunkSink {
        private final RequestName request;
        private final int attempt;
        private final String instance;
        private final ChunkFacts facts;
        private final Map<String, String> trace;
        private final int[] chunkStarts;
        private final List<List<TokenChoice>> covered; // by the next chunk of each choice
        private volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

        private Stream(
                RequestName request,
                int attempt,
                int choices,
                String instance,
                ChunkFacts facts,
                Map<String, String> trace) {
            this.request = request;
            this.attempt = attempt;
            this.instance = instance;
            this.facts = facts;
            this.trace = trace;
            this.chunkStarts = new int[choices];
            this.covered = IntStream.range(0, choices)
                    .<List<TokenChoice>>mapToObj(choice -> new ArrayList<>())
                    .toList();
        }

        /** A token without certain text waits for the one that completes its character; chunks so depend on the tokens alone. */
        @Override
        public void token(int choice, GeneratedToken token) {
            covered.get(choice).add(token.choice());
            if (!token.text().isEmpty()) publish(choice, token.text(), null);
        }

        /** The last chunk may cover no token: an end-of-text token has none, and the reason is known after the last one only. */
        @Override
        public void finished(int choice, String finishReason) {
            publish(choice, "", finishReason);
        }

        private void publish(int choice, String text, String finishReason) {
            int start = chunkStarts[choice];
            List<TokenChoice> tokens = List.copyOf(covered.get(choice));
            chunkStarts[choice] += tokens.size();
            covered.get(choice).clear();
            CompletableFuture<Void> sent = new CompletableFuture<>();
            last = sent;
            thread.execute(() -> send(request, () -> chunk(choice, start, text, tokens, finishReason), trace, sent));
        }

        private TokenChunk chunk(int choice, int start, String text, List<TokenChoice> tokens, String finishReason) {
            return new TokenChunk(
                    request.request(),
                    attempt,
                    choice,
                    start,
                    text,
                    tokens.size(),
                    finishReason,
                    instance,
                    facts.logprobs(tokens),
                    facts.explanations(tokens));
        }

        /** Waits until the chunks so far have reached the broker, at most so long: the result should not overtake them. */
        public void awaitSent(Duration limit) throws InterruptedException {
            try {
                last.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException late) {
                LOG.debug("the last chunks of {} are late", request);
            }
        }
    }

    private void send(
            RequestName request, Supplier<TokenChunk> made, Map<String, String> trace, CompletableFuture<Void> sent) {
        try {
            TokenChunk chunk = made.get();
            String event = "%s/%d/%d/%d%s"
                    .formatted(
                            request,
                            chunk.attempt(),
                            chunk.choice(),
                            chunk.index(),
                            chunk.finishReason() == null ? "" : "/end");
            Map<String, String> headers = new HashMap<>(trace);
            headers.putAll(MessageHeaders.of(TokenChunk.class, service, event, request.tenant(), clock.instant()));
            producer.send(
                    new ProducerRecord<>(
                            topic,
                            null,
                            request.toString().getBytes(StandardCharsets.UTF_8),
                            Contracts.write(chunk),
                            MessageHeaders.toKafka(headers)),
                    (metadata, failure) -> {
                        if (failure != null) lost(request, failure);
                        sent.complete(null);
                    });
        } catch (RuntimeException failure) {
            lost(request, failure);
            sent.complete(null);
        }
    }

    private void lost(RequestName request, Exception failure) {
        dropped.run();
        LOG.debug("a chunk of {} was not published: {}", request, failure.getMessage());
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) thread.shutdownNow();
        } catch (InterruptedException interrupted) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(2));
    }
}
