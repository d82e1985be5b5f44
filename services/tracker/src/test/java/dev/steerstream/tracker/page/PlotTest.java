package dev.steerstream.tracker.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.tracker.http.Csv;
import dev.steerstream.tracker.page.Plot.Curve;
import dev.steerstream.tracker.page.Plot.Row;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlotTest {

    @Test
    void itsCsvHasTheNumbersOfItsTable() {
        Plot plot = Plot.lines(
                "loss",
                "Loss",
                "step",
                List.of(Curve.of("train", "other"), Curve.of("warm, calibration", "warm")),
                List.of(Row.of(1, 2.5, null), Row.of(20, 1.25, 1.5)),
                "/loss.csv",
                "nothing");
        assertThat(Csv.of(plot)).isEqualTo("step,train,\"warm, calibration\"\r\n1.0,2.5,\r\n20.0,1.25,1.5\r\n");
    }

    @Test
    void whereNoRowHasAValueThereIsNothingToDraw() {
        Plot plot = Plot.lines(
                "loss",
                "Loss",
                "step",
                List.of(Curve.of("train", "other"), Curve.of("warm", "warm")),
                List.of(Row.of(0, null, null), Row.of(1, null, 0.0)),
                "/loss.csv",
                "nothing");
        assertThat(plot.rows()).extracting(Row::x).containsExactly(1.0);
    }

    @Test
    void moreThanTwelveCurvesAreRefused() {
        List<Curve> many = Collections.nCopies(13, Curve.of("loss", "warm"));
        assertThatThrownBy(() -> Plot.lines("many", "Many", "x", many, List.of(), "/many.csv", "nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("13 curves");
    }

    @Test
    void aFormComesBackToAPathOfOursOnly() {
        assertThat(LocalPath.of("/tasks/triage?done=promoted")).isEqualTo("/tasks/triage?done=promoted");
        for (String elsewhere :
                List.of("//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb", "tasks")) {
            assertThat(LocalPath.of(elsewhere)).as(elsewhere).isEqualTo("/");
        }
        assertThat(LocalPath.of(null)).isEqualTo("/");
    }
}
