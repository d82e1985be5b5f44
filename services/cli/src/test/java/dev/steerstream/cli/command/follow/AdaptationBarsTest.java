package dev.steerstream.cli.command.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptationBarsTest {
    private static JsonNode training(String evaluation) throws Exception {
        return new ObjectMapper()
                .readTree("{\"state\":\"training\",\"progress\":{\"phase\":\"training\",\"done\":40,\"total\":40,"
                        + "\"loss\":1.25,\"rate\":257.5" + evaluation + "}}");
    }

    @Test
    void aLineSaysWhatTrainingAndSteeringAreWorthSoFar() throws Exception {
        List<String> lines = new ArrayList<>();
        try (var bars = new AdaptationBars(false, lines::add)) {
            bars.seen(training(",\"evaluation\":{\"step\":40,\"rows\":32,\"warm_loss\":1.5,\"base_loss\":2.25,"
                    + "\"steered_loss\":1.375,\"strength\":-1.75,\"gain\":0.125,\"best_step\":20,"
                    + "\"stop\":\"early_stop\"}"));
        }
        assertThat(lines)
                .last()
                .asString()
                .isEqualTo("  training 40/40  loss 1.250"
                        + "  step 40: base 2.250, warm 1.500, steered 1.375 at -1.75, early stop  258 tokens/s");
    }

    @Test
    void nothingIsShownBehindTheEnd() throws Exception {
        List<String> lines = new ArrayList<>();
        try (var bars = new AdaptationBars(false, lines::add)) {
            bars.seen(
                    new ObjectMapper()
                            .readTree(
                                    "{\"state\":\"succeeded\",\"progress\":{\"phase\":\"judging\",\"done\":120,\"total\":144}}"));
        }
        assertThat(lines).containsExactly("  succeeded");
    }

    @Test
    void withoutAMeasurementNothingIsSaidOfOne() throws Exception {
        List<String> lines = new ArrayList<>();
        try (var bars = new AdaptationBars(false, lines::add)) {
            bars.seen(training(""));
        }
        assertThat(lines).last().asString().isEqualTo("  training 40/40  loss 1.250  258 tokens/s");
    }
}
