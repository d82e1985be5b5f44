package dev.steerstream.e2e.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reading of expressions and scrapes, and that a wrong name would be found. */
class ObservedMetricsTest {

    @Test
    void anExpressionNamesItsMetricsAndLabels() {
        Expression read = Expression.parse(
                "histogram_quantile(0.95, sum by (le, mode) (rate(a_bucket{kind=\"x\", state=~\"y|by z\"}[5m]))) / (b:ratio offset 1h > 0)");
        assertThat(read.metrics()).containsOnlyKeys("a_bucket", "b:ratio");
        assertThat(read.metrics().get("a_bucket")).containsExactlyInAnyOrder("kind", "state");
        assertThat(read.grouping()).containsExactlyInAnyOrder("le", "mode");
    }

    @Test
    void aScrapeNamesItsLabels() {
        Exposition read = new Exposition().read("# TYPE a counter\na_total{b=\"c}\\\"d\",e=\"\"} 1.0\nf 2\n# EOF\n");
        assertThat(read.metrics()).containsEntry("a_total", Set.of("b", "e")).containsEntry("f", Set.of());
    }

    @Test
    void whatNobodyExposesIsNamedWithItsPlace() {
        List<String> missing = new ObservedMetrics().missing(new Exposition().read("steerstream_jobs{kind=\"x\"} 1\n"));
        assertThat(missing)
                .contains("alerts.yaml SteerStreamJobUnheld: steerstream_jobs has no label state")
                .anyMatch(sentence -> sentence.startsWith("panel Oldest request: no service exposes"));
    }
}
