package dev.steerstream.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.CalibratedRule;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.NamedStrength;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.Topic;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a trained adapter to a profile in force, with a real broker, database and model. */
class ExtractionIT {
    private static final int CALIBRATION = 24;
    private static final int HELD_OUT = 8;
    private static ExtractorFixture fixture;
    private static List<DatasetRow> rows;

    @BeforeAll
    static void prepare() throws Exception {
        fixture = new ExtractorFixture();
        rows = fixture.publish("colours", 2, CALIBRATION, HELD_OUT);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aTrainedAdapterBecomesTheProfileInForceWithItsReport() throws Exception {
        fixture.trained(
                "colours",
                "a-1",
                "colours",
                new CalibrationConfiguration(null, null, null, null, null, null, null, "nothing", null));
        try (Extractor extractor = fixture.start()) {
            fixture.awaitState("a-1", "succeeded");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> fixture.read(Topic.STEERING_PROFILES, SteeringProfile.class).stream()
                            .anyMatch(profile -> profile.adaptation().equals("a-1")));
        }

        SteeringProfile profile = stored("a-1");
        assertThat(profile.state()).isEqualTo(SteeringProfile.State.IN_FORCE);
        assertThat(profile.adapterDigest()).isEqualTo(ExtractorFixture.adapter().digest());
        assertThat(profile.modelDigest()).isEqualTo(digest());
        assertThat(profile.estimator()).isEqualTo("optimal");
        assertThat(profile.insufficient()).isFalse();
        assertThat(profile.strength()).isNotZero().isBetween(profile.strengthLow(), profile.strengthHigh());
        assertThat(profile.guardKl()).isGreaterThanOrEqualTo(0.1);
        assertThat(profile.guardRepetition()).isBetween(0.5, 1.0);
        assertThat(fixture.read(Topic.STEERING_PROFILES, SteeringProfile.class)).contains(profile);
        assertThat(fixture.text("select profile_version::text from task where task = ?", "colours"))
                .isEqualTo(Long.toString(profile.version()));

        JsonNode report = report("a-1");
        assertThat(report.at("/estimators")).hasSize(7);
        assertThat(report.at("/rows").asInt()).isEqualTo(CALIBRATION);
        assertThat(report.at("/groups").asInt()).isEqualTo(CALIBRATION);
        assertThat(report.at("/kept_gold_share").asDouble()).isBetween(0.0, 1.0);
        assertThat(report.at("/optimal/loss").asDouble())
                .isLessThanOrEqualTo(report.at("/optimal/warm_loss").asDouble());
        assertThat(report.at("/curve")).hasSize(41).allSatisfy(point -> assertThat(
                        point.get("loss").asDouble())
                .isGreaterThanOrEqualTo(report.at("/optimal/loss").asDouble() - 1e-6));
        assertThat(report.at("/promoted")).hasSize(10);
        assertThat(report.at("/promoted/0/value").asDouble()).isPositive();
        assertThat(report.at("/demoted/0/value").asDouble()).isNegative();
        assertThat(report.at("/held_out/rows").asInt()).isEqualTo(HELD_OUT);
        assertThat(report.at("/timing/calibrating_seconds").asDouble()).isPositive();
        assertThat(report.at("/held_out/template/tokens").asInt()
                        + report.at("/held_out/content/tokens").asInt())
                .isEqualTo(report.at("/held_out/tokens").asInt());

        // The configured direction stays in force where the task asks for no choice; the choice is shown.
        assertThat(profile.strengths()).isNull();
        assertThat(profile.direction()).isEqualTo("delta");
        assertThat(profile.ruleReason()).isNotBlank();
        assertThat(profile.gain().tokens()).isPositive();
        JsonNode rules = report.at("/selection/rules");
        assertThat(rules.at("/default").asText()).isEqualTo("delta");
        assertThat(rules.at("/candidates/0/difference").asDouble()).isZero();
        assertThat(rules.at("/candidates"))
                .extracting(candidate -> candidate.get("name").asText())
                .contains("delta", "log_ratio", "mean_log_ratio", "delta[0,1)+delta[1,)", "delta by newton");
        assertThat(report.at("/selection/confidences/not_judged/0").asDouble()).isZero();

        double[] expected = ExtractorFixture.losses(
                rows.stream().filter(row -> row.split() == Split.HELD_OUT).toList());
        assertThat(report.at("/held_out/loss_full/warm").asDouble()).isCloseTo(expected[0], within(1e-4));
        assertThat(report.at("/held_out/loss_full/base").asDouble()).isCloseTo(expected[1], within(1e-4));

        FloatBuffer vector = vector(profile);
        assertThat(vector.remaining()).isEqualTo(profile.vocabularySize());
        int promoted = report.at("/promoted/0/token_id").asInt();
        assertThat(vector.get(promoted) * profile.strength())
                .isCloseTo(report.at("/promoted/0/value").asDouble(), within(1e-4));

        List<AdaptationEvent> events = fixture.events("a-1");
        assertThat(events).extracting(AdaptationEvent::type).endsWith(Type.CALIBRATED, Type.PROMOTED);
        assertThat(events.stream().filter(event -> event.type() == Type.PROGRESS))
                .extracting(event -> event.progress().phase())
                .contains("calibrating", "judging");
        AdaptationEvent calibrated = events.get(events.size() - 2);
        assertThat(calibrated.sequence()).isEqualTo(4);
        assertThat(calibrated.strength()).isEqualTo(profile.strength());
        assertThat(events.get(events.size() - 1).sequence()).isEqualTo(5);
    }

    @Test
    void anInterruptedExtractionRunsAgainAndEndsWithTheSameNumbers() throws Exception {
        fixture.trained("again", "b-1", "colours");
        fixture.trained("again-too", "b-2", "colours");
        try (Extractor extractor = fixture.start()) {
            Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> fixture.events("b-1").stream()
                    .anyMatch(event -> event.type() == Type.PROGRESS
                            && event.progress().phase().equals("calibrating")
                            && event.progress().done() > 0));
        }
        assertThat(fixture.state("b-1")).isEqualTo("calibrating");
        try (Extractor extractor = fixture.start()) {
            fixture.awaitState("b-1", "succeeded");
            fixture.awaitState("b-2", "succeeded");
        }

        assertThat(stored("b-1").strength()).isEqualTo(stored("b-2").strength());
        assertThat(stored("b-1").vectorDigest()).isEqualTo(stored("b-2").vectorDigest());
        assertThat(report("b-1").get("curve")).isEqualTo(report("b-2").get("curve"));
    }

    @Test
    void withoutCalibrationRowsTheStrengthIsZeroAndTheReportSaysWhy() throws Exception {
        fixture.publish("bare", 4, 0, 2);
        fixture.trained("bare", "c-1", "bare");
        try (Extractor extractor = fixture.start()) {
            fixture.awaitState("c-1", "succeeded");
        }

        SteeringProfile profile = stored("c-1");
        assertThat(profile.insufficient()).isTrue();
        assertThat(profile.strength()).isZero();
        assertThat(profile.guardKl()).isNull();
        JsonNode report = report("c-1");
        assertThat(report.at("/optimal/insufficient").asBoolean()).isTrue();
        assertThat(report.at("/optimal/insufficient_because").asText()).isEqualTo("too_few_rows");
        assertThat(report.at("/promoted")).isEmpty();
        assertThat(report.at("/held_out/rows").asInt()).isEqualTo(2);
    }

    @Test
    void aRuleOfCrossValidationIsPutInForceWithItsVectorsWhereTheTaskAsksForIt() throws Exception {
        fixture.trained(
                "chosen",
                "f-1",
                "colours",
                new CalibrationConfiguration(
                        "delta", null, null, null, null, null, List.of("log_ratio", "mean_log_ratio"), "rule", null));
        try (Extractor extractor = fixture.start()) {
            fixture.awaitState("f-1", "succeeded");
        }

        SteeringProfile profile = stored("f-1");
        JsonNode rules = report("f-1").at("/selection/rules");
        String best = rules.at("/best").asText();
        assertThat(profile.ruleReason()).contains(best.split(" ")[0]);
        List<String> inForce =
                profile.inForce().stream().map(NamedStrength::direction).toList();
        assertThat(String.join("+", inForce)).isEqualTo(best.split(" ")[0]);
        // Others that were tried can be asked for, each with strengths of its own; a static direction only where its
        // vector is kept.
        CalibratedRule logRatio = profile.calibrated("log_ratio").orElseThrow();
        for (JsonNode candidate : rules.at("/candidates")) {
            if (!candidate.at("/name").asText().equals("log_ratio")) continue;
            assertThat(logRatio.strengths().get(0).strength())
                    .isEqualTo(candidate.at("/strengths/0/strength").asDouble());
        }
        assertThat(profile.calibrated()).extracting(CalibratedRule::name).contains("delta", String.join("+", inForce));
        assertThat(rules.at("/candidates"))
                .extracting(candidate -> candidate.get("name").asText())
                .contains("delta[0,1)+delta[1,)+log_ratio[0,1)+log_ratio[1,)+mean_log_ratio");
        assertThat(profile.calibrated("joint_by_position").orElseThrow().byPosition())
                .isTrue();
        assertThat(profile.calibrated("mean_log_ratio").isPresent()).isEqualTo(inForce.contains("mean_log_ratio"));
        assertThat(profile.strength()).isEqualTo(profile.inForce().get(0).strength());
        if (inForce.contains("mean_log_ratio")) {
            var file = fixture.artefacts().get(ExtractorFixture.TENANT, profile.vectorDigest());
            try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
                assertThat(tensors.read("mean_log_ratio").remaining()).isEqualTo(profile.vocabularySize());
            }
        }
    }

    @Test
    void whatIsToBePromotedOnGainAloneStaysACandidateWhereNoGainIsShown() throws Exception {
        fixture.publish("unjudged", 4, 24, 0);
        fixture.trained(
                "unjudged",
                "g-1",
                "unjudged",
                new CalibrationConfiguration(null, null, null, null, null, null, List.of(), null, "on_gain"));
        try (Extractor extractor = fixture.start()) {
            fixture.awaitState("g-1", "succeeded");
        }

        assertThat(fixture.text("select state from steering_profile where adaptation = ?", "g-1"))
                .isEqualTo("candidate");
        assertThat(stored("g-1").state()).isEqualTo(SteeringProfile.State.RETIRED);
        assertThat(stored("g-1").gain()).isNull();
        assertThat(fixture.read(Topic.STEERING_PROFILES, SteeringProfile.class))
                .noneMatch(profile -> profile.adaptation().equals("g-1"));
        List<AdaptationEvent> events = fixture.events("g-1");
        assertThat(events).extracting(AdaptationEvent::type).endsWith(Type.CALIBRATED);
        assertThat(events.get(events.size() - 1).failure().message())
                .contains("is kept as a candidate", "no held-out rows");
    }

    @Test
    void anAdapterOfAnotherModelFailsByName() {
        fixture.trainedElsewhere("foreign", "d-1", "colours", "f".repeat(64));
        try (Extractor extractor = fixture.start()) {
            fixture.awaitState("d-1", "failed");
        }

        assertThat(fixture.text("select failure ->> 'code' from adaptation where adaptation = ?", "d-1"))
                .isEqualTo("ADAPTER_MISMATCH");
    }

    @Test
    void aCancelledExtractionEndsCancelledWithoutAProfile() {
        fixture.trained("stopped", "e-1", "colours");
        fixture.database.useTransaction(handle -> {
            handle.execute("update adaptation set state = 'cancelling' where adaptation = 'e-1'");
            handle.execute("update job set cancel_requested = true where adaptation = 'e-1'");
        });
        try (Extractor extractor = fixture.start()) {
            fixture.awaitState("e-1", "cancelled");
        }

        assertThat(fixture.text("select count(*)::text from steering_profile where adaptation = ?", "e-1"))
                .isEqualTo("0");
    }

    private static String digest() {
        return ExtractorFixture.model().description().baseDigest();
    }

    private static SteeringProfile stored(String adaptation) {
        return Contracts.read(
                SteeringProfile.class,
                fixture.text("select profile::text from steering_profile where adaptation = ?", adaptation)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static JsonNode report(String adaptation) throws Exception {
        return Contracts.mapper()
                .readTree(fixture.text("select report::text from steering_profile where adaptation = ?", adaptation));
    }

    private static FloatBuffer vector(SteeringProfile profile) throws Exception {
        var file = fixture.artefacts().get(ExtractorFixture.TENANT, profile.vectorDigest());
        assertThat(Files.size(file)).isGreaterThan(4L * profile.vocabularySize());
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            return tensors.read("mean_delta");
        }
    }
}
