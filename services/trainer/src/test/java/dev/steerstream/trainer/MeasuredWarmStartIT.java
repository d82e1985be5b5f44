package dev.steerstream.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.local.SharedParts;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.schemas.WarmStartConfiguration.Evaluation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warm starts that are measured on calibration rows, and one that diverges, with the real model. */
class MeasuredWarmStartIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    private Path work;

    private TrainerParts parts;

    @BeforeEach
    void start() {
        parts = new TrainerParts(SharedParts.bootstrap(), work);
        parts.dataset("moods", "refuse", 0);
    }

    private static WarmStartConfiguration settings(
            double rate, int steps, int checkpointEvery, Evaluation evaluation, String resumeFrom) {
        return new WarmStartConfiguration(
                null,
                null,
                null,
                null,
                null,
                rate,
                null,
                "cosine",
                null,
                steps,
                2,
                64,
                checkpointEvery,
                11L,
                null,
                null,
                null,
                null,
                1,
                1.0,
                2,
                evaluation,
                resumeFrom);
    }

    @Test
    void measurementsAreToldWithTheStepsAndTheBestAdapterIsCommitted() throws Exception {
        try (Trainer trainer = parts.trainer()) {
            parts.command(
                    parts.start("m", "moods", settings(1e-3, 4, 2, new Evaluation(2, 4, null, true, null), null)));
            await().atMost(LIMIT).until(() -> "trained".equals(parts.state("m")));
            assertThat(trainer.obstacles()).isEmpty();
        }
        parts.awaitRelayed();
        List<Progress.Evaluation> told = parts.events("m").stream()
                .filter(event -> event.type() == Type.PROGRESS)
                .map(AdaptationEvent::progress)
                .map(Progress::evaluation)
                .filter(evaluation -> evaluation != null)
                .distinct()
                .toList();
        assertThat(told).extracting(Progress.Evaluation::step).contains(4L);
        assertThat(told).allSatisfy(evaluation -> {
            assertThat(evaluation.rows()).isEqualTo(4);
            assertThat(evaluation.baseLoss()).isPositive();
            assertThat(evaluation.steeredLoss()).isLessThanOrEqualTo(evaluation.warmLoss());
            assertThat(evaluation.gain()).isNotNegative();
        });
        assertThat(told.get(told.size() - 1).warmLoss())
                .isLessThan(told.get(told.size() - 1).baseLoss());

        JsonNode manifest = Contracts.mapper().readTree(parts.text("select manifest::text from adapter"));
        assertThat(manifest.get("evaluations")).hasSize(2);
        assertThat(manifest.get("measured_rows").asInt()).isEqualTo(4);
        assertThat(manifest.get("adapter_choice").asText()).isEqualTo("smallest_calibration_loss");
        assertThat(manifest.get("adapter_step").asLong())
                .isEqualTo(told.get(told.size() - 1).bestStep());
        assertThat(manifest.get("warm_start").get("evaluation").get("keep_best").asBoolean())
                .isTrue();
    }

    @Test
    void aDivergedRunKeepsItsLastGoodCheckpointAndAnotherOneGoesOnFromIt() {
        Evaluation never = new Evaluation(0, null, null, null, null);
        try (Trainer trainer = parts.trainer()) {
            parts.command(parts.start("wild", "moods", settings(1, 30, 1, never, null)));
            await().atMost(LIMIT).until(() -> "failed".equals(parts.state("wild")));
            assertThat(parts.failure("wild", "code")).isEqualTo("TRAINING_DIVERGED");
            assertThat(parts.failure("wild", "kind")).isEqualTo("user");
            assertThat(parts.failure("wild", "message")).contains("is kept");
            assertThat(parts.failure("wild", "advice"))
                    .contains("warm_start.resume_from \"wild\"", "warm_start.learning_rate (0.50)");
            int kept = Integer.parseInt(parts.text("select step::text from checkpoint"));
            assertThat(kept).isPositive();

            parts.command(parts.start(
                    "other", "moods", settings(1e-4, 30, 10, new Evaluation(5, null, null, null, null), "wild")));
            parts.command(parts.start("nothing", "moods", settings(1e-4, kept + 2, 10, never, "m")));
            parts.command(parts.start("calm", "moods", settings(1e-4, 30, 10, never, "wild")));
            await().atMost(LIMIT).until(() -> "trained".equals(parts.state("calm")));
            assertThat(parts.failure("other", "code")).isEqualTo("CHECKPOINT_OF_ANOTHER_RUN");
            assertThat(parts.failure("nothing", "code")).isEqualTo("CHECKPOINT_NOT_FOUND");
            List<Progress> steps = parts.events("calm").stream()
                    .filter(event -> event.type() == Type.PROGRESS)
                    .map(AdaptationEvent::progress)
                    .filter(progress -> progress.phase().equals("training"))
                    .toList();
            assertThat(steps.get(0).done()).isEqualTo(kept);
            assertThat(trainer.alive()).isTrue();
        }
        parts.command(new AdaptationCommand(
                "delete", AdaptationCommand.Action.DELETE, "t", null, null, null, null, null, null, "over"));
        try (Trainer trainer = parts.trainer()) {
            await().atMost(LIMIT).until(() -> parts.text("select count(*)::text from checkpoint")
                    .equals("0"));
            assertThat(trainer.alive()).isTrue();
        }
    }
}
