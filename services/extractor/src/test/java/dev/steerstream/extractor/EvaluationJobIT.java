package dev.steerstream.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.EvaluationCommand.Action;
import dev.steerstream.schemas.EvaluationConfiguration;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.EvaluationEvent.Type;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.Topic;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EvaluationJobIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int CALIBRATION = 22;
    private static final int HELD_OUT = 10;
    private static ExtractorFixture fixture;
    private static Extractor extractor;
    private static List<DatasetRow> rows;

    @BeforeAll
    static void prepare() throws Exception {
        fixture = new ExtractorFixture();
        rows = fixture.publish("colours", 2, CALIBRATION, HELD_OUT);
        fixture.publish("more", 0, 0, 400);
        fixture.calibrated("judged", "a", "colours");
        extractor = fixture.start();
    }

    @AfterAll
    static void end() {
        extractor.close();
        fixture.close();
    }

    private static EvaluationCommand start(
            String evaluation, String task, String dataset, EvaluationConfiguration settings) {
        return new EvaluationCommand(Action.START, task, evaluation, null, dataset, null, settings, null);
    }

    private static List<EvaluationEvent> events(String evaluation) {
        return fixture.read(Topic.EVALUATION_EVENTS, EvaluationEvent.class).stream()
                .filter(event -> event.evaluation().equals(evaluation))
                .toList();
    }

    private static JsonNode measures(String evaluation) throws Exception {
        return document(evaluation, "measures_digest");
    }

    private static JsonNode document(String evaluation, String column) throws Exception {
        String digest = fixture.text("select " + column + " from evaluation where evaluation = ?", evaluation);
        return Contracts.mapper()
                .readTree(
                        fixture.artefacts().get(ExtractorFixture.TENANT, digest).toFile());
    }

    @Test
    void aProfileIsJudgedOnTheRowsItWasNotMadeWith() throws Exception {
        fixture.command(start("held-out", "judged", null, null));
        fixture.awaitEvaluation("held-out", "succeeded");

        JsonNode loss = measures("held-out").path("loss_full");
        double[] slow = ExtractorFixture.losses(
                rows.stream().filter(row -> row.split() == Split.HELD_OUT).toList());
        assertThat(loss.path("n").asInt()).isEqualTo(HELD_OUT);
        assertThat(loss.at("/warm/value").asDouble()).isCloseTo(slow[0], within(1e-4));
        assertThat(loss.at("/base/value").asDouble()).isCloseTo(slow[1], within(1e-4));
        assertThat(loss.at("/rules/delta/strength_unmasked").asDouble()).isEqualTo(-0.25);
        assertThat(loss.path("groups_shared_with_calibration").asInt()).isZero();
        String report = fixture.text("select report_digest from evaluation where evaluation = ?", "held-out");
        assertThat(Files.readString(fixture.artefacts().get(ExtractorFixture.TENANT, report)))
                .startsWith("<!")
                .contains("judged", "loss_full", "against the strength of delta", "In force")
                .doesNotContain("<script");
        JsonNode dose = document("held-out", "dose_digest");
        assertThat(dose.at("/calibrated/in_force").asDouble()).isEqualTo(-0.5);
        assertThat(dose.path("points")).hasSizeGreaterThanOrEqualTo(11).anySatisfy(point -> assertThat(
                        point.path("calibrated").asText())
                .isEqualTo("in_force"));
        assertThat(dose.at("/warm/loss_full/value").asDouble())
                .isCloseTo(loss.at("/warm/value").asDouble(), within(1e-9));

        await().atMost(LIMIT)
                .until(() -> events("held-out").stream().anyMatch(event -> event.type() == Type.EVALUATED));
        List<EvaluationEvent> told = events("held-out");
        assertThat(told)
                .extracting(EvaluationEvent::type)
                .contains(Type.QUEUED, Type.STARTED, Type.PROGRESS, Type.CHECKPOINTED);
        assertThat(told.stream().filter(event -> event.type() != Type.PROGRESS).map(EvaluationEvent::sequence))
                .isSorted();
    }

    @Test
    void otherRulesAreFittedOnTheProfilesOwnCalibrationRowsAndAnswersAreGenerated() throws Exception {
        var settings = new EvaluationConfiguration(null, 4, 7L, null, 200, List.of("log_ratio", "delta"), 0, 6);
        fixture.command(start("rules", "judged", null, settings));
        fixture.awaitEvaluation("rules", "succeeded");

        JsonNode loss = measures("rules").path("loss_full");
        // The profile is delta itself, so delta is not judged twice.
        assertThat(loss.path("rules").properties()).hasSize(2);
        assertThat(loss.at("/rules/log_ratio/fit_unmasked/rows").asInt()).isEqualTo(CALIBRATION);
        assertThat(measures("rules").at("/generated_exact_match/n").asInt()).isEqualTo(4);
        assertThat(fixture.text("select coalesce(dose_digest, 'none') from evaluation where evaluation = ?", "rules"))
                .isEqualTo("none");
        assertThat(events("rules").stream().filter(event -> event.type() == Type.PROGRESS))
                .extracting(event -> event.progress().phase())
                .contains("calibrating", "judging")
                .doesNotContain("scanning");

        var nowhere = new EvaluationConfiguration(null, 4, 7L, null, 200, List.of("mean_delta"), 0, null);
        fixture.command(start("static", "judged", null, nowhere));
        fixture.awaitEvaluation("static", "failed");
        assertThat(fixture.text("select failure ->> 'message' from evaluation where evaluation = ?", "static"))
                .contains("settings.rules", "mean_delta", "log_ratio");
    }

    @Test
    void severalTrueChoicesGiveTruthfulQasMeasures() throws Exception {
        List<DatasetRow> questions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            DatasetRow plain = ExtractorFixture.row("truth", i, Split.HELD_OUT);
            questions.add(new DatasetRow(
                    "truth",
                    "s1",
                    i,
                    Split.HELD_OUT,
                    "g" + i,
                    plain.prompt(),
                    "red",
                    List.of("red", "green", "blue"),
                    0,
                    true,
                    "refuse",
                    plain.promptBytes(),
                    3,
                    List.of(0, 2)));
        }
        fixture.publish("truth", questions);
        fixture.command(start("truth", "judged", "truth", new EvaluationConfiguration(null, null, null, null, 200)));
        fixture.awaitEvaluation("truth", "succeeded");

        JsonNode measures = measures("truth");
        assertThat(measures.at("/truthfulqa_mc1_confidence_0/n").asInt()).isEqualTo(4);
        assertThat(measures.at("/truthfulqa_mc1_confidence_0/chance").asDouble())
                .isEqualTo(0.5);
        assertThat(measures.at("/truthfulqa_mc2_normalised_mass_confidence_0/chance")
                        .asDouble())
                .isCloseTo(2.0 / 3, within(1e-9));
        assertThat(measures.has("truthfulqa_mc2_top_choice_masked")).isTrue();
    }

    @Test
    void aSampleOfAnotherDatasetIsTheSameWheneverItIsDrawn() throws Exception {
        var settings = new EvaluationConfiguration(null, 12, 7L, List.of("loss_full", "exact_match"), 200);
        fixture.command(start("once", "judged", "more", settings));
        fixture.command(start("twice", "judged", "more", settings));
        fixture.awaitEvaluation("once", "succeeded");
        fixture.awaitEvaluation("twice", "succeeded");

        assertThat(measures("once").properties()).hasSize(2);
        assertThat(measures("once").at("/loss_full/n").asInt()).isEqualTo(12);
        assertThat(measures("twice")).isEqualTo(measures("once"));
        int documents =
                fixture.database.read(handle -> handle.select("select count(distinct measures_digest) from evaluation"
                                + " where evaluation in ('once', 'twice')")
                        .mapTo(Integer.class)
                        .one());
        assertThat(documents).isEqualTo(1);
    }

    @Test
    void aCancelEndsItBetweenPortionsAndLeavesNothing() throws Exception {
        fixture.command(start("cancelled", "judged", "more", null));
        await().atMost(LIMIT).until(() -> !fixture.database
                .read(handle -> handle.select("select c.step from checkpoint c join job j using (tenant, job)"
                                + " where j.evaluation = 'cancelled'")
                        .mapTo(Long.class)
                        .list())
                .isEmpty());
        fixture.command(new EvaluationCommand(Action.CANCEL, "judged", "cancelled", null, null, null, null, "enough"));
        fixture.awaitEvaluation("cancelled", "cancelled");

        assertThat(fixture.text(
                        "select count(*)::text from checkpoint c join job j using (tenant, job) where j.evaluation = ?",
                        "cancelled"))
                .isEqualTo("0");
        await().atMost(LIMIT)
                .until(() -> events("cancelled").stream().anyMatch(event -> event.type() == Type.CANCELLED));
        assertThat(events("cancelled")).extracting(EvaluationEvent::type).contains(Type.CANCELLING);
    }

    @Test
    void whatCannotBeMeasuredFailsByName() throws Exception {
        fixture.command(start(
                "unknown-measure",
                "judged",
                null,
                new EvaluationConfiguration(null, null, null, List.of("loss_fool"), null)));
        fixture.awaitEvaluation("unknown-measure", "failed");
        assertThat(fixture.text("select failure ->> 'message' from evaluation where evaluation = ?", "unknown-measure"))
                .contains("loss_fool", "loss_full");

        fixture.command(
                start("no-rows", "judged", "more", new EvaluationConfiguration("train", null, null, null, null)));
        fixture.awaitEvaluation("no-rows", "failed");
        assertThat(fixture.text("select failure ->> 'message' from evaluation where evaluation = ?", "no-rows"))
                .isEqualTo("dataset more, submission s1, split train, has no rows to judge on");
    }

    @Test
    void aCalibrationThatWasAskedToIsFollowedByTheEvaluationOfItsProfile() throws Exception {
        fixture.trainedAndEvaluated("watched", "made", "colours");
        fixture.awaitState("made", "succeeded");
        fixture.awaitEvaluation("made", "succeeded");

        assertThat(fixture.text(
                        "select adaptation || ' ' || profile_version from evaluation where evaluation = ?", "made"))
                .isEqualTo("made 1");
        assertThat(measures("made").at("/loss_full/n").asInt()).isEqualTo(HELD_OUT);
    }
}
