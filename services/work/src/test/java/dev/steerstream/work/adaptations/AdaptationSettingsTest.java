package dev.steerstream.work.adaptations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptationSettingsTest {
    @Test
    void whatIsLeftOutIsThePapers() {
        assertThat(AdaptationSettings.complete((WarmStartConfiguration) null))
                .isEqualTo(new WarmStartConfiguration(
                        "lora",
                        8,
                        16.0,
                        0.1,
                        List.of("q_proj", "k_proj", "v_proj", "o_proj"),
                        5e-5,
                        0.01,
                        "constant",
                        1.0,
                        null,
                        4,
                        512,
                        20,
                        0L));
        assertThat(AdaptationSettings.complete((CalibrationConfiguration) null))
                .isEqualTo(new CalibrationConfiguration("delta", 0.1, "optimal", 200, 0L));
    }

    @Test
    void completeSettingsStayAsTheyAre() {
        WarmStartConfiguration complete = AdaptationSettings.complete(new WarmStartConfiguration(
                "lora", 4, 8.0, 0.0, List.of("down_proj", "q_proj"), 1e-4, 0.0, "linear", 2.0, 7, 2, 64, 3, 9L));

        assertThat(AdaptationSettings.complete(complete)).isEqualTo(complete);
        assertThat(complete.targetModules()).containsExactly("q_proj", "down_proj");
    }

    @Test
    void anUnknownMethodScheduleOrTargetIsNamed() {
        assertRefused(warm("ia4", null, null, null), "warm_start.method is \"ia4\": it must be one of [lora]");
        assertRefused(
                warm(null, "cosine", null, null),
                "warm_start.schedule is \"cosine\": it must be one of [constant, linear]");
        assertRefused(warm(null, null, List.of("q_proj", "head"), null), "warm_start.target_modules is \"head\"");
        assertRefused(warm(null, null, List.of(), null), "warm_start.target_modules is []");
        assertRefused(warm(null, null, List.of("q_proj", "q_proj"), null), "named once only");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 0, -1, 2})
    void aLearningRateOutOfItsRangeIsNamed(double rate) {
        assertRefused(warm(null, null, null, rate), "warm_start.learning_rate is " + rate);
    }

    @Test
    void aConfidenceOutOfItsRangeIsNamed() {
        assertThatThrownBy(() ->
                        AdaptationSettings.complete(new CalibrationConfiguration(null, Double.NaN, null, null, null)))
                .hasMessageContaining("calibration.confidence is NaN");
        assertThatThrownBy(() -> AdaptationSettings.complete(new CalibrationConfiguration(null, null, null, 10, null)))
                .hasMessageContaining("calibration.bootstrap_draws is 10: it must be from 200");
    }

    private static WarmStartConfiguration warm(String method, String schedule, List<String> targets, Double rate) {
        return new WarmStartConfiguration(
                method, null, null, null, targets, rate, null, schedule, null, null, null, null, null, null);
    }

    private static void assertRefused(WarmStartConfiguration asked, String part) {
        assertThatThrownBy(() -> AdaptationSettings.complete(asked))
                .isInstanceOfSatisfying(SteerStreamException.class, refused -> {
                    assertThat(refused.failure().kind()).isEqualTo(Failure.Kind.USER);
                    assertThat(refused.failure().code()).isEqualTo("INVALID_SETTING");
                })
                .hasMessageContaining(part);
    }
}
