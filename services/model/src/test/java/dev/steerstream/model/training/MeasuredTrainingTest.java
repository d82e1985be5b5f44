package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.calibration.FittedStrength;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.engine.AdapterMatrices;
import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.engine.LoraMatrices;
import dev.steerstream.model.engine.ReferenceLlama;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraAdapter;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningConfig;
import dev.steerstream.model.training.evaluation.Evaluation;
import dev.steerstream.model.training.evaluation.EvaluationSettings;
import dev.steerstream.model.training.evaluation.Measurements;
import dev.steerstream.model.training.evaluation.StopReason;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeasuredTrainingTest {
    private static final int THREADS = 1;
    private static final TinyLlama MODEL = new TinyLlama();

    private static TrainingConfiguration configuration(
            PeftConfig method, double rate, int steps, int batch, int parts) {
        return new TrainingConfiguration(method, rate, Schedule.CONSTANT, 0.01, 0, 1, steps, batch, parts, 40, 3);
    }

    private static PeftConfig lora(double dropout) {
        return new LoraConfig(4, 8, dropout, List.of("q_proj", "v_proj", "down_proj"), false);
    }

    /** Rows whose completion repeats one token. */
    private static List<TokenRow> rows(int from, int count, int completion) {
        List<TokenRow> rows = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            int[] ids = TinyLlama.prompt(i, 9 + i % 5);
            Arrays.fill(ids, 6, ids.length, completion);
            rows.add(new TokenRow(ids, 6));
        }
        return rows;
    }

    private static WarmStartTraining start(TrainingConfiguration configuration, Measurements measurements) {
        return WarmStartTraining.start(MODEL, THREADS, configuration, rows(0, 10, 11), measurements);
    }

    private static Measurements every(int steps, List<TokenRow> calibration) {
        return new Measurements(new EvaluationSettings(steps, 24, 0, false, 0), calibration);
    }

    private static List<Evaluation> run(WarmStartTraining training) {
        while (!training.finished()) {
            training.step();
            if (training.evaluationDue()) training.evaluate();
        }
        return training.history().evaluations();
    }

    private static float[][] logits(TokenRow row, LoraMatrices lora) {
        int[] ids = new int[row.length()];
        Arrays.setAll(ids, row::id);
        double[][] logits = new ReferenceLlama(MODEL, lora).logits(ids);
        return Arrays.stream(logits)
                .map(at -> {
                    float[] floats = new float[at.length];
                    for (int v = 0; v < at.length; v++) floats[v] = (float) at[v];
                    return floats;
                })
                .toArray(float[][]::new);
    }

    @Test
    void lossesAndStrengthAreThoseOfTheCalibrationOverTheReferencesLogits() {
        List<TokenRow> calibration = rows(40, 24, 11);
        try (WarmStartTraining training = start(configuration(lora(0.1), 1e-2, 6, 3, 1), every(6, calibration))) {
            Evaluation measured = runWhole(training);
            LoraMatrices adapter = new AdapterMatrices((LoraAdapter) training.adapter(), TinyLlama.CONFIG);
            LoraMatrices none = noLora();
            Calibration whole =
                    new Calibration(CalibrationSettings.of(0, TokenBans.none(), 1), TinyLlama.CONFIG.vocabularySize());
            double base = 0;
            int tokens = 0;
            for (int r = 0; r < calibration.size(); r++) {
                TokenRow row = calibration.get(r);
                whole.row("row " + r);
                float[][] warmLogits = logits(row, adapter);
                float[][] baseLogits = logits(row, none);
                for (int t = row.completionStart(); t < row.length(); t++, tokens++) {
                    whole.position(row.id(t), warmLogits[t - 1], baseLogits[t - 1]);
                    base += loss(baseLogits[t - 1], row.id(t));
                }
            }
            FittedStrength fitted = whole.result().unmasked();

            assertThat(measured.baseLoss()).isCloseTo(base / tokens, within(1e-5));
            assertThat(measured.warmLoss()).isCloseTo(fitted.warmLoss(), within(1e-5));
            assertThat(measured.strength()).isCloseTo(fitted.strength(), within(1e-3 * Math.abs(fitted.strength())));
            assertThat(measured.steeredLoss()).isCloseTo(fitted.loss(), within(1e-5));
            assertThat(measured.gain()).isPositive();
        }
    }

    /** An adapter that changes nothing, as every run begins. */
    private static LoraMatrices noLora() {
        try (WarmStartTraining begun = start(configuration(lora(0), 1e-2, 1, 3, 1), Measurements.none())) {
            return new AdapterMatrices((LoraAdapter) begun.adapter(), TinyLlama.CONFIG);
        }
    }

    private static Evaluation runWhole(WarmStartTraining training) {
        List<Evaluation> evaluations = run(training);
        return evaluations.get(evaluations.size() - 1);
    }

    private static double loss(float[] logits, int gold) {
        double sum = 0;
        for (float value : logits) {
            sum += Math.exp(value);
        }
        return Math.log(sum) - logits[gold];
    }

    static Stream<PeftConfig> methods() {
        return Stream.of(
                lora(0.1), Ia3Config.defaults(), new PromptTuningConfig(3), new PrefixTuningConfig(3, true, 8));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theBaseIsMeasuredWithoutTheAdapterWhateverTheMethod(PeftConfig method) {
        List<TokenRow> calibration = rows(40, 12, 11);
        try (WarmStartTraining of = WarmStartTraining.start(
                        MODEL, THREADS, configuration(method, 5e-2, 8, 3, 1), rows(0, 10, 11), every(4, calibration));
                WarmStartTraining other = start(configuration(lora(0), 1e-3, 4, 3, 1), every(4, calibration))) {
            List<Evaluation> evaluations = run(of);
            double base = runWhole(other).baseLoss();

            assertThat(evaluations).extracting(Evaluation::step).containsExactly(4, 8);
            assertThat(evaluations)
                    .allSatisfy(evaluation -> assertThat(evaluation.baseLoss()).isCloseTo(base, within(0.2)));
            assertThat(evaluations.get(1).baseLoss())
                    .isEqualTo(evaluations.get(0).baseLoss());
            assertThat(evaluations.get(1).warmLoss())
                    .isLessThan(evaluations.get(1).baseLoss());
            assertThat(evaluations.get(1).steeredLoss())
                    .isLessThanOrEqualTo(evaluations.get(1).warmLoss());
        }
    }

    @Test
    void measuringChangesNoBitOfTheRun() {
        TrainingConfiguration configuration = configuration(lora(0.1), 1e-2, 9, 3, 1);
        try (WarmStartTraining measured = start(configuration, every(1, rows(40, 12, 11)));
                WarmStartTraining plain = start(configuration, Measurements.none())) {
            assertThat(run(measured)).hasSize(9);
            run(plain);
            assertThat(measured.adapter().digest()).isEqualTo(plain.adapter().digest());
        }
    }

    @Test
    void gatheredBatchesMakeTheStepOfOneLargerBatch() {
        // Batches of unequal completion lengths: a mean of means would differ.
        TrainingConfiguration larger = configuration(lora(0), 1e-2, 8, 4, 1);
        TrainingConfiguration gathered = configuration(lora(0), 1e-2, 8, 1, 4);
        try (WarmStartTraining one = start(larger, Measurements.none());
                WarmStartTraining several = start(gathered, Measurements.none())) {
            while (!one.finished()) {
                StepReport expected = one.step();
                StepReport step = several.step();
                assertThat(step.loss()).isCloseTo(expected.loss(), within(1e-5));
                assertThat(step.gradientNorm())
                        .isCloseTo(expected.gradientNorm(), within(1e-4 * expected.gradientNorm()));
                assertThat(step.completionTokens()).isEqualTo(expected.completionTokens());
                assertThat(step.epoch()).isEqualTo(expected.epoch());
            }
            assertThat(several.finished()).isTrue();
        }
    }

    /** Learns one token while it is measured on rows that want another: every step makes it worse. */
    private static Measurements contrary(int patience, boolean keepBest) {
        return new Measurements(new EvaluationSettings(2, 12, patience, keepBest, 0), rows(40, 12, 12));
    }

    @Test
    void theBestAdapterIsTheResultAndAnInterruptedRunChoosesTheSame() {
        TrainingConfiguration configuration = configuration(lora(0.1), 2e-2, 12, 3, 1);
        Measurements measurements = contrary(0, true);
        try (WarmStartTraining whole = start(configuration, measurements)) {
            run(whole);
            WarmStartResult expected = whole.result();
            assertThat(expected.best()).isTrue();
            assertThat(expected.step()).isLessThan(12);
            assertThat(whole.adapter().digest()).isNotEqualTo(expected.adapter().digest());
            assertThat(run(resumedAt(7, configuration, measurements)))
                    .isEqualTo(whole.history().evaluations());
            for (int stop : new int[] {1, 6, 7}) {
                try (WarmStartTraining resumed = resumedAt(stop, configuration, measurements)) {
                    run(resumed);
                    assertThat(resumed.result().adapter().digest())
                            .isEqualTo(expected.adapter().digest());
                    assertThat(resumed.result().step()).isEqualTo(expected.step());
                }
            }
        }
    }

    private static WarmStartTraining resumedAt(
            int step, TrainingConfiguration configuration, Measurements measurements) {
        try (WarmStartTraining training = start(configuration, measurements)) {
            while (training.stepsDone() < step) {
                training.step();
                if (training.evaluationDue()) training.evaluate();
            }
            return WarmStartTraining.resume(
                    MODEL, THREADS, configuration, rows(0, 10, 11), measurements, training.checkpoint());
        }
    }

    @Test
    void patienceEndsTheRunAtTheSameStepWhetherItWasInterruptedOrNot() {
        TrainingConfiguration configuration = configuration(lora(0), 2e-2, 40, 3, 1);
        Measurements measurements = contrary(2, false);
        try (WarmStartTraining whole = start(configuration, measurements);
                WarmStartTraining resumed = resumedAt(3, configuration, measurements)) {
            run(whole);
            run(resumed);
            assertThat(whole.stop()).contains(StopReason.EARLY_STOP);
            assertThat(whole.stepsDone()).isLessThan(40);
            assertThat(whole.result().best()).isFalse();
            assertThat(resumed.stepsDone()).isEqualTo(whole.stepsDone());
            assertThat(resumed.adapter().digest()).isEqualTo(whole.adapter().digest());
            assertThatThrownBy(whole::step).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Sure of what it says: its logits are eight times as large, so that it can be very wrong. */
    private static final TinyLlama SURE = new TinyLlama() {
        @Override
        public FloatBuffer read(String name) {
            float[] values = super.read(name).array().clone();
            for (int i = 0; i < values.length && name.equals(TensorNames.FINAL_NORM); i++) values[i] *= 8;
            return FloatBuffer.wrap(values);
        }
    };

    /** Rows whose completions are what that model would say: the loss begins low. */
    private static List<TokenRow> assured(int count) {
        ReferenceLlama reference = new ReferenceLlama(MODEL, noLora());
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = Arrays.copyOf(TinyLlama.prompt(i, 6), 14);
            for (int t = 6; t < ids.length; t++) {
                double[] last = reference.logits(Arrays.copyOf(ids, t))[t - 1];
                for (int v = 1; v < last.length; v++) if (last[v] > last[ids[t]]) ids[t] = v;
            }
            rows.add(new TokenRow(ids, 6));
        }
        return rows;
    }

    @Test
    void aLossFarAboveItsStartEndsTheRunAndALowerRateGoesOnFromTheLastGoodCheckpoint() {
        TrainingConfiguration wild = configuration(lora(0), 1, 200, 3, 1);
        byte[] checkpoint = null;
        int good = 0;
        try (WarmStartTraining training = WarmStartTraining.start(SURE, THREADS, wild, assured(10))) {
            TrainingDivergedException diverged = null;
            while (diverged == null && !training.finished()) {
                try {
                    training.step();
                    if (training.healthy()) {
                        checkpoint = training.checkpoint();
                        good = training.stepsDone();
                    }
                } catch (TrainingDivergedException thrown) {
                    diverged = thrown;
                }
            }
            assertThat(diverged).isNotNull().hasMessageContaining("where the run began at");
            assertThat(good).isLessThan(diverged.step());
        }
        byte[] lastGood = checkpoint;
        TrainingConfiguration calm = configuration(lora(0), 1e-3, 200, 3, 1);
        assertThatThrownBy(() -> WarmStartTraining.resume(SURE, THREADS, calm, assured(10), lastGood))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("learning_rate");
        try (WarmStartTraining remedied =
                WarmStartTraining.remedy(SURE, THREADS, calm, assured(10), Measurements.none(), lastGood)) {
            assertThat(remedied.stepsDone()).isEqualTo(good);
            assertThat(remedied.step().loss()).isFinite();
        }
        assertThatThrownBy(
                        () -> WarmStartTraining.remedy(SURE, THREADS, calm, assured(9), Measurements.none(), lastGood))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("rows");
    }

    @Test
    void rulesThatDecideNeedCalibrationRowsAndMeasurementsAloneDoNot() {
        TrainingConfiguration configuration = configuration(lora(0), 1e-2, 4, 3, 1);
        assertThatThrownBy(() ->
                        start(configuration, new Measurements(new EvaluationSettings(1, 8, 0, true, 0), List.of())))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("calibration rows");
        try (WarmStartTraining training = start(configuration, every(1, List.of()))) {
            assertThat(run(training)).isEmpty();
            assertThat(training.measuredRows()).isZero();
        }
    }
}
