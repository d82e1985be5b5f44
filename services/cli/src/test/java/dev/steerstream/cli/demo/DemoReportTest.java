package dev.steerstream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.schemas.SteeringOptions.Mode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoReportTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String RIGHT = "{\"team\": \"account\", \"priority\": \"low\", \"summary\": \"x\"}";
    private static final String WRONG = "{\"team\": \"account\", \"priority\": \"high\", \"summary\": \"x\"}";

    @Test
    void countsAnswersPerModelAndTakesLossesFromTheProfilesReport() throws Exception {
        var profile = MAPPER.readTree("{\"strength\": -4.0, \"strength_low\": -5.0, \"strength_high\": -3.0,"
                + " \"report\": {\"held_out\": {\"loss_full\": {\"base\": 2.5, \"warm\": 1.5, \"steered\": 1.25}}}}");
        var report = new DemoReport(profile, List.of(answered("prose", WRONG, RIGHT), answered("prose", RIGHT, RIGHT)));

        assertThat(report.lines().get(Mode.BASE)).isEqualTo(new DemoReport.Line(2.5, 0, 0, 0, 0, 0));
        assertThat(report.lines().get(Mode.WARM).accuracy()).isEqualTo(0.5);
        assertThat(report.lines().get(Mode.WARM).error()).isCloseTo(Math.sqrt(0.125), within(1e-12));
        assertThat(report.lines().get(Mode.STEERED)).isEqualTo(new DemoReport.Line(1.25, 1, 1, 1, 1, 0));
        assertThat(report.strengthError()).isCloseTo(1 / 1.96, within(1e-12));
        assertThat(report.examples(1).get(0).text(Mode.WARM)).isEqualTo(WRONG);
        assertThat(report.json(12.34).path("steered").path("accuracy").asDouble())
                .isEqualTo(1);
        assertThat(report.json(12.34).path("seconds").asDouble()).isEqualTo(12.3);
    }

    private static AnswerRound.Answered answered(String base, String warm, String steered) {
        Map<Mode, com.fasterxml.jackson.databind.JsonNode> results = new EnumMap<>(Mode.class);
        results.put(Mode.BASE, result(base));
        results.put(Mode.WARM, result(warm));
        results.put(Mode.STEERED, result(steered));
        return new AnswerRound.Answered(new Ticket(MAPPER.createArrayNode(), "message", RIGHT, "held_out"), results);
    }

    private static ObjectNode result(String text) {
        ObjectNode result = MAPPER.createObjectNode();
        result.putArray("choices").addObject().put("text", text);
        return result;
    }
}
