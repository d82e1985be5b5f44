package dev.steerstream.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.dose.DoseResponse;
import dev.steerstream.evaluation.dose.DoseResponse.Counted;
import dev.steerstream.evaluation.dose.DoseResponse.Point;
import dev.steerstream.evaluation.measure.Estimate;
import dev.steerstream.evaluation.rule.FittedRule;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DoseReportTest {
    private static final Steering IN_FORCE = Steering.steered(-4, 0.1);
    private static final FittedRule RULE =
            new FittedRule("delta", IN_FORCE, IN_FORCE.withConfidence(0).withStrength(new Strength(-6)), List.of());
    private static final Provenance PROVENANCE =
            new Provenance(0, 1000, 0.1, "d", "c", "m", "a", "int4", java.util.OptionalInt.of(0));

    private static DoseResponse dose() {
        List<Point> points = DoubleStream.of(-8, -6, -4, -2, 0, 2)
                .mapToObj(strength -> new Point(
                        strength,
                        Map.of(
                                "loss_full",
                                new Estimate(1 + (strength + 6) * (strength + 6), strength + 0.5, strength + 90))))
                .toList();
        Map<String, Estimate> level = Map.of("loss_full", new Estimate(3, 2, 4));
        return new DoseResponse(RULE, points, level, level, Map.of("loss_full", new Counted(32, "nats/token")));
    }

    @Test
    void theCalibratedPointsAreMarked() {
        ObjectNode json = DoseReport.json(dose(), PROVENANCE);
        assertThat(json.get("points").get(1).get("calibrated").asText()).isEqualTo("unmasked");
        assertThat(json.get("points").get(2).get("calibrated").asText()).isEqualTo("in_force");
        assertThat(json.get("points").get(3).get("calibrated").asText()).isEmpty();
        assertThat(DoseReport.csv(dose()).split("\n"))
                .hasSize(7)
                .contains("delta,-4.0,in_force,loss_full,5.0,-3.5,86.0,32,nats/token");
    }

    @Test
    void aPlotIsAPictureAndVectorsAndTheSameEveryTime() throws Exception {
        Plot plot = DoseReport.plot(dose(), "loss_full");
        assertThat(ImageIO.read(new ByteArrayInputStream(plot.png())).getWidth())
                .isEqualTo(820);
        String svg = plot.svg("a");
        assertThat(svg).startsWith("<svg").endsWith("</svg>\n").doesNotContain("<script");
        assertThat(DoseReport.plot(dose(), "loss_full").svg("a")).isEqualTo(svg);
        assertThat(plot.svg("delta[0,4)+delta[4,)")).contains("url(#delta_0_4__delta_4__-clip-1)");
    }
}
