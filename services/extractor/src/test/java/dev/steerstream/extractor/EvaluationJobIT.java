package dev.steerstream.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatMessage;
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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EvaluationJobIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int HELD_OUT = 10;
    private static ExtractorFixture fixture;
    private static Extractor extractor;
    private static List<DatasetRow> rows;

    @BeforeAll
    static void prepare() throws Exception {
        fixture = new ExtractorFixture();
        rows = fixture.publish("colours", 2, 22, HELD_OUT);
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
        String digest = fixture.text("select measures_digest from evaluation where evaluation = ?", evaluation);
        return Contracts.mapper()
                .readTree(
                        fixture.artefacts().get(ExtractorFixture.TENANT, digest).toFile());
    }

    @Test
    void aProfileIsJudgedOnTheRowsItWasNotMadeWith() throws Exception {
        fixture.command(start("held-out", "judged", null, null));
        fixture.awaitEvaluation("held-out", "succeeded");

        JsonNode loss = measures("held-out").path("loss_full");
        double[] slow = losses(
                rows.stream().filter(row -> row.split() == Split.HELD_OUT).toList());
        assertThat(loss.path("n").asInt()).isEqualTo(HELD_OUT);
        assertThat(loss.at("/warm/value").asDouble()).isCloseTo(slow[0], within(1e-4));
        assertThat(loss.at("/base/value").asDouble()).isCloseTo(slow[1], within(1e-4));
        assertThat(loss.at("/rules/delta/strength_unmasked").asDouble()).isEqualTo(-0.25);
        assertThat(loss.path("groups_shared_with_calibration").asInt()).isZero();
        String report = fixture.text("select report_digest from evaluation where evaluation = ?", "held-out");
        assertThat(Files.readString(fixture.artefacts().get(ExtractorFixture.TENANT, report)))
                .startsWith("<!")
                .contains("judged", "loss_full")
                .doesNotContain("<script");

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

    /** Mean loss per answer token of warm and base, the slow way. */
    private static double[] losses(List<DatasetRow> judged) {
        var model = ExtractorFixture.model();
        String adapter = ExtractorFixture.adapter().digest();
        model.attach(adapter, ExtractorFixture.adapter());
        double[] sums = new double[3];
        for (DatasetRow row : judged) {
            var encoded = model.promptEncoder()
                    .chat(List.of(new ChatMessage("user", row.prompt().get(0).content())), row.completion());
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
}
