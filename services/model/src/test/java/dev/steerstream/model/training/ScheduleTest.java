package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.engine.UnsupportedOptionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden factors: transformers 5.23.0, get_scheduler, the rate of each of the run's steps with a base rate of 1. */
class ScheduleTest {
    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of(Schedule.CONSTANT, new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}),
                Arguments.of(
                        Schedule.CONSTANT.warmedUp(3),
                        new double[] {0, 0.3333333333333333, 0.6666666666666666, 1, 1, 1, 1, 1, 1, 1, 1, 1}),
                Arguments.of(Schedule.LINEAR, new double[] {
                    1,
                    0.9166666666666666,
                    0.8333333333333334,
                    0.75,
                    0.6666666666666666,
                    0.5833333333333334,
                    0.5,
                    0.4166666666666667,
                    0.3333333333333333,
                    0.25,
                    0.16666666666666666,
                    0.08333333333333333
                }),
                Arguments.of(Schedule.LINEAR.warmedUp(3), new double[] {
                    0,
                    0.3333333333333333,
                    0.6666666666666666,
                    1,
                    0.8888888888888888,
                    0.7777777777777778,
                    0.6666666666666666,
                    0.5555555555555556,
                    0.4444444444444444,
                    0.3333333333333333,
                    0.2222222222222222,
                    0.1111111111111111
                }),
                Arguments.of(Schedule.COSINE, new double[] {
                    1,
                    0.9829629131445341,
                    0.9330127018922194,
                    0.8535533905932737,
                    0.75,
                    0.6294095225512604,
                    0.5,
                    0.3705904774487396,
                    0.2500000000000001,
                    0.14644660940672627,
                    0.06698729810778065,
                    0.0170370868554659
                }),
                Arguments.of(Schedule.COSINE.warmedUp(3), new double[] {
                    0,
                    0.3333333333333333,
                    0.6666666666666666,
                    1,
                    0.9698463103929542,
                    0.883022221559489,
                    0.75,
                    0.5868240888334653,
                    0.41317591116653485,
                    0.2500000000000001,
                    0.11697777844051105,
                    0.03015368960704584
                }),
                Arguments.of(Schedule.COSINE.warmedUp(5), new double[] {0, 0.2, 0.4, 0.6, 0.8}),
                Arguments.of(Schedule.LINEAR.warmedUp(20), new double[] {0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35}));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void theFactorsAreTransformers(Schedule schedule, double[] factors) {
        for (int i = 0; i < factors.length; i++) {
            assertThat(schedule.factor(i + 1, factors.length))
                    .as("step %d", i + 1)
                    .isCloseTo(factors[i], within(1e-15));
        }
    }

    @Test
    void theLabelSaysAllThatTheFactorsDependOn() {
        assertThat(Schedule.named("cosine").warmedUp(7).label()).isEqualTo("cosine after 7 warm-up steps");
        assertThat(Schedule.LINEAR.label()).isEqualTo("linear");
    }

    @Test
    void anUnknownShapeAndANegativeWarmUpAreRefusedByName() {
        assertThatThrownBy(() -> Schedule.named("polynomial"))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining("polynomial")
                .hasMessageContaining("cosine");
        assertThatThrownBy(() -> Schedule.COSINE.warmedUp(-1)).hasMessageContaining("warmupSteps is -1");
    }
}
