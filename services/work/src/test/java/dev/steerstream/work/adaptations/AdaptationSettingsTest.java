package dev.steerstream.work.adaptations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.schemas.WarmStartConfiguration.Evaluation;
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
                        0L,
                        false,
                        null,
                        null,
                        null,
                        0,
                        0.0,
                        1,
                        new Evaluation(20, 32, 0, false, 0),
                        null));
        assertThat(AdaptationSettings.complete((CalibrationConfiguration) null))
                .isEqualTo(new CalibrationConfiguration(
                        "delta",
                        0.1,
                        "optimal",
                        200,
                        0L,
                        "never",
                        List.of("log_ratio", "temperature", "mean_delta", "mean_log_ratio"),
                        "rule",
                        "always"));
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
        assertRefused(
                warm("ia4", null, null, null),
                "warm_start.method is \"ia4\": it must be one of [lora, ia3, prompt_tuning, p_tuning_v2]");
        assertRefused(
                warm(null, "polynomial", null, null),
                "warm_start.schedule is \"polynomial\": it must be one of [constant, linear, cosine]");
        assertRefused(warm(null, null, List.of("q_proj", "head"), null), "warm_start.target_modules is \"head\"");
        assertRefused(warm(null, null, List.of(), null), "warm_start.target_modules is []");
        assertRefused(warm(null, null, List.of("q_proj", "q_proj"), null), "named once only");
    }

    @Test
    void whatIsLeftOutIsThePapersForEveryMethod() {
        WarmStartConfiguration ia3 = AdaptationSettings.complete(warm("ia3", null, null, null));
        assertThat(ia3.targetModules()).containsExactly("q_proj", "k_proj", "v_proj", "o_proj", "up_proj", "down_proj");
        assertThat(ia3.feedforwardModules()).containsExactly("down_proj");
        WarmStartConfiguration prompt = AdaptationSettings.complete(warm("prompt_tuning", null, null, null));
        assertThat(prompt.virtualTokens()).isEqualTo(20);
        WarmStartConfiguration prefix = AdaptationSettings.complete(warm("p_tuning_v2", null, null, null));
        assertThat(prefix.virtualTokens()).isEqualTo(20);
        assertThat(prefix.encoderHiddenSize()).isEqualTo(128);
        for (WarmStartConfiguration complete : List.of(ia3, prompt, prefix)) {
            assertThat(complete.rank()).isNull();
            assertThat(complete.rankStabilised()).isNull();
            assertThat(AdaptationSettings.complete(complete)).isEqualTo(complete);
        }
        assertThat(AdaptationSettings.complete(warm("ia3", null, List.of("v_proj", "k_proj"), null))
                        .feedforwardModules())
                .isEmpty();
    }

    @Test
    void whatBelongsToAnotherMethodIsNamed() {
        assertRefused(
                new WarmStartConfiguration(
                        "ia3", 8, null, null, null, null, null, null, null, null, null, null, null, null),
                "warm_start.rank is 8: it must be left out with method ia3, since it belongs to lora");
        assertRefused(
                warm("prompt_tuning", null, List.of("q_proj"), null),
                "warm_start.target_modules is [q_proj]: it must be left out with method prompt_tuning,"
                        + " since it belongs to lora and ia3");
        assertRefused(
                own("lora", null, List.of("down_proj"), null, null),
                "warm_start.feedforward_modules is [down_proj]: it must be left out with method lora");
        assertRefused(own("lora", null, null, 20, null), "warm_start.virtual_tokens is 20");
        assertRefused(own("prompt_tuning", null, null, null, 128), "warm_start.encoder_hidden_size is 128");
        assertRefused(own("p_tuning_v2", true, null, null, null), "warm_start.rank_stabilised is true");
    }

    @Test
    void aSettingOfTheMethodOutOfItsRangeIsNamed() {
        assertRefused(
                own("ia3", null, List.of("gate_proj"), null, null),
                "warm_start.feedforward_modules is \"gate_proj\": it must be one of [q_proj, k_proj, v_proj, o_proj,"
                        + " up_proj, down_proj]");
        assertRefused(own("prompt_tuning", null, null, 0, null), "warm_start.virtual_tokens is 0");
        assertRefused(own("p_tuning_v2", null, null, 5000, null), "warm_start.virtual_tokens is 5000");
        assertRefused(own("p_tuning_v2", null, null, null, 0), "warm_start.encoder_hidden_size is 0");
    }

    private static WarmStartConfiguration own(
            String method, Boolean rankStabilised, List<String> feedforward, Integer virtualTokens, Integer encoder) {
        return new WarmStartConfiguration(
                method,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                rankStabilised,
                feedforward,
                virtualTokens,
                encoder,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void aSettingOfTheRunOutOfItsRangeIsNamed() {
        assertRefused(run(-1, null, null, null, null), "warm_start.warmup_steps is -1");
        assertRefused(run(null, Double.NaN, null, null, null), "warm_start.gradient_clip is NaN");
        assertRefused(run(null, null, 0, null, null), "warm_start.gradient_accumulation_steps is 0");
        assertRefused(
                run(null, null, null, new Evaluation(-1, null, null, null, null), null),
                "warm_start.evaluation.every_steps is -1");
        assertRefused(
                run(null, null, null, new Evaluation(null, 0, null, null, null), null),
                "warm_start.evaluation.rows is 0");
        assertThatThrownBy(() -> AdaptationSettings.complete(run(null, null, null, null, "no id")))
                .hasMessageContaining("warm_start.resume_from \"no id\" is not an id");
    }

    @Test
    void whatMeasurementsDecideIsRefusedWhereNothingIsMeasured() {
        assertRefused(
                run(null, null, null, new Evaluation(0, null, 3, null, null), null),
                "warm_start.evaluation.patience is 3: it must be left out where warm_start.evaluation.every_steps is 0");
        assertRefused(
                run(null, null, null, new Evaluation(0, null, null, true, null), null),
                "warm_start.evaluation.keep_best is true");
        assertRefused(
                run(null, null, null, new Evaluation(0, null, null, null, 2), null),
                "warm_start.evaluation.steering_patience is 2");
        assertThat(AdaptationSettings.complete(run(null, null, null, new Evaluation(0, null, null, null, null), null))
                        .evaluation())
                .isEqualTo(new Evaluation(0, 32, 0, false, 0));
    }

    private static WarmStartConfiguration run(
            Integer warmup, Double clip, Integer accumulation, Evaluation evaluation, String resumeFrom) {
        return new WarmStartConfiguration(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                warmup,
                clip,
                accumulation,
                evaluation,
                resumeFrom);
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
