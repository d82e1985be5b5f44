package dev.steerstream.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningConfig;
import dev.steerstream.model.training.Schedule;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.adaptations.AdaptationSettings;
import dev.steerstream.work.errors.Failures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarmStartConfigurationTest {
    @Test
    void theDefaultsAreThePapers() {
        TrainingConfiguration configuration =
                WarmStartHandler.configuration(AdaptationSettings.complete((WarmStartConfiguration) null), 100);

        TrainingConfiguration paper = TrainingConfiguration.standard(0);
        assertThat(configuration.method()).isEqualTo(paper.method());
        assertThat(configuration.learningRate()).isEqualTo(paper.learningRate());
        assertThat(configuration.schedule()).isEqualTo(Schedule.CONSTANT);
        assertThat(configuration.epochs()).isEqualTo(1);
        assertThat(configuration.maxSteps()).isZero();
        assertThat(configuration.sequenceLength()).isEqualTo(512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "ia3", "prompt_tuning", "p_tuning_v2"})
    void theDefaultsOfEveryMethodAreThePapers(String method) {
        WarmStartConfiguration settings = AdaptationSettings.complete(new WarmStartConfiguration(
                method, null, null, null, null, null, null, null, null, null, null, null, null, null));

        PeftConfig configured = WarmStartHandler.configuration(settings, 100).method();

        assertThat(configured.method()).isEqualTo(method);
        assertThat(configured)
                .isIn(
                        LoraConfig.defaults(),
                        Ia3Config.defaults(),
                        PromptTuningConfig.defaults(),
                        PrefixTuningConfig.defaults());
    }

    /** 100 rows of batches of 4 are 25 steps an epoch. */
    @ParameterizedTest
    @CsvSource({"1, , 1, 0", "3, , 3, 0", "0.5, , 1, 13", "1.5, , 1, 38", "0.001, , 1, 1", "0.5, 7, 1, 7"})
    void partsOfAnEpochBecomeSteps(double epochs, Integer maxSteps, int wantedEpochs, int wantedSteps) {
        WarmStartConfiguration settings = AdaptationSettings.complete(new WarmStartConfiguration(
                null, null, null, null, null, null, null, null, epochs, maxSteps, null, null, null, null));

        TrainingConfiguration configuration = WarmStartHandler.configuration(settings, 100);

        assertThat(configuration.epochs()).isEqualTo(wantedEpochs);
        assertThat(configuration.maxSteps()).isEqualTo(wantedSteps);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfTheEngineIsTheKindOfTheFailure(EngineException.Kind kind) {
        Failure failure = Failures.of(EngineFailures.typed(new EngineException(kind, "x is 3.")));

        assertThat(failure.kind().name()).isEqualTo(kind.name());
        assertThat(failure.message()).isEqualTo("x is 3.");
        assertThat(failure.advice()).isNotBlank();
    }
}
