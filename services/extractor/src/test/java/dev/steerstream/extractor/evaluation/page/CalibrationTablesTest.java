package dev.steerstream.extractor.evaluation.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.evaluation.report.Table;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.database.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTablesTest {
    private static final SteeringProfile PROFILE = new SteeringProfile(
            "triage",
            3,
            SteeringProfile.State.IN_FORCE,
            Instant.EPOCH,
            "a1",
            "model",
            "m",
            "t",
            "c",
            100,
            "a",
            "v",
            "delta",
            "optimal",
            -0.5,
            -0.75,
            -0.25,
            true,
            false,
            0.1,
            null,
            null);

    private static final String SELECTION = """
            {"estimators": [{"name": "optimal", "strength": -0.5, "low": -0.75, "high": -0.25, "gain": 0.1},
                            {"name": "mean", "strength": null, "low": null, "high": null, "gain": null}],
             "selection": {
               "rules": {"candidates": [
                 {"name": "delta", "loss": 1.5, "difference": 0, "difference_low": 0, "difference_high": 0, "gain": 0.1,
                  "gain_low": 0.05, "gain_high": 0.15,
                  "strengths": [{"direction": "delta", "strength": -0.5, "strength_low": -0.75, "strength_high": -0.25}]},
                 {"name": "delta[0,4)+delta[4,)", "loss": 1.25, "difference": -0.25, "difference_low": -0.5,
                  "difference_high": 0.125, "gain": 0.35, "gain_low": 0.1, "gain_high": 0.5,
                  "strengths": [{"direction": "delta[0,4)", "strength": -1, "strength_low": -2, "strength_high": -0.5},
                                {"direction": "delta[4,)", "strength": 0.25, "strength_low": null, "strength_high": null}]}]},
               "confidences": {"measure": "cross_validated_token_accuracy", "not_judged": [0],
                 "judged": [{"confidence": 0.1, "value": 0.5, "difference": 0, "difference_low": 0, "difference_high": 0}]}}}
            """;

    private static List<Table> tables(String report) {
        return new CalibrationTables(PROFILE, Json.read(JsonNode.class, report)).all();
    }

    @Test
    void strengthsByPositionStandInATableOfTheirOwn() {
        List<Table> tables = tables(SELECTION);
        assertThat(tables)
                .extracting(Table::caption)
                .containsExactly(
                        "In force",
                        "Estimators of the configured direction's strength",
                        "Rules, by 5-fold cross-validation on calibration rows",
                        "Strengths by position in the answer, likewise",
                        "Confidences, by 5-fold cross-validation");
        assertThat(tables.get(0).rows())
                .contains(List.of("strength along delta", "-0.5000 [-0.7500, -0.2500]"))
                .contains(List.of("estimator", "optimal, stopped by its bound"));
        assertThat(tables.get(1).rows().get(1)).containsExactly("mean", "unknown", "[unknown]", "unknown");
        assertThat(tables.get(2).rows()).hasSize(1);
        assertThat(tables.get(3).rows().get(0))
                .containsExactly(
                        "delta[0,4)+delta[4,)",
                        "-1.0000 [-2.0000, -0.5000]; +0.2500 [unknown]",
                        "+1.2500",
                        "-0.2500 [-0.5000, +0.1250]",
                        "+0.3500 [+0.1000, +0.5000]");
        assertThat(tables.get(4).rows()).hasSize(2);
    }

    @Test
    void whatWasNotMeasuredHasNoTable() {
        assertThat(tables("{}")).extracting(Table::caption).containsExactly("In force");
    }

    @Test
    void aMeasuredWarmStartAndAScanOfTheStrengthArePlotted() {
        String measured = """
                {"evaluations": [{"step": 20, "base_loss": 3.0, "warm_loss": 2.0, "steered_loss": 1.5},
                                 {"step": 40, "base_loss": 3.0, "warm_loss": 1.5, "steered_loss": 1.25}]}
                """;
        JsonNode scanned = Json.read(JsonNode.class, """
                {"selection": {"choices": {"measure": "choice_accuracy_sum", "questions": 30, "chance": 0.25,
                   "curve": [{"strength": -1, "value": 0.5}, {"strength": 0, "value": 0.25}]}}}
                """);
        assertThat(new CalibrationFigures(measured, scanned).all())
                .hasSize(2)
                .allSatisfy(
                        figure -> assertThat(figure.svg()).startsWith("<svg").doesNotContain("<script"));
        assertThat(new CalibrationFigures("{}", Json.read(JsonNode.class, "{}")).all())
                .isEmpty();
    }
}
