package dev.steerstream.model.engine;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceId;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.model.ResidentMemory;
import dev.steerstream.model.TestModel;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.model.training.StepReport;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.WarmStartTraining;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints what the engine does in a second on this machine. Run its main by hand: times are no test. */
public final class EngineMeasurement {
    private static final int PROMPT = 100;
    private static final int STEPS = 30;

    private EngineMeasurement() {}

    /** @param arguments format and threads, for example {@code float32 2} */
    public static void main(String[] arguments) {
        WeightFormat format = WeightFormat.named(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        Path path = TestModel.smollm2();
        int[] ids;
        try (Tokenizer tokenizer = Tokenizer.open(path)) {
            ids = tokenizer.encode(RealModel.text(), false);
        }
        try (Weights weights = Models.open(path)) {
            long started = System.nanoTime();
            try (Engine engine = Engine.load(weights, Device.CPU, format, threads, 2L << 30)) {
                System.out.printf("load %.2f s%n", seconds(started));
                engine.attach("adapter", RealModel.adapter(weights.config()));
                prefill(engine, ids);
                for (int requests : new int[] {1, 2, 8}) {
                    decode(engine, ids, requests);
                }
                score(engine, ids);
                memory("engine");
            }
            train(weights, threads, ids);
        }
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    private static SequenceId open(Engine engine, int[] ids, int length) {
        return engine.sequences()
                .open(new SequenceSpecification(Arrays.copyOf(ids, length), "adapter", Rows.BOTH, 600, false))
                .id();
    }

    private static void prefill(Engine engine, int[] ids) {
        engine.sequences().close(open(engine, ids, 512));
        long started = System.nanoTime();
        engine.sequences().close(open(engine, ids, 512));
        System.out.printf("prefill of 512 tokens, base and warm: %.0f tokens/s%n", 512 / seconds(started));
    }

    private static void decode(Engine engine, int[] ids, int requests) {
        List<SequenceId> open = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            open.add(open(engine, ids, PROMPT));
        }
        double[] times = new double[STEPS];
        for (int s = 0; s < STEPS; s++) {
            int token = ids[PROMPT + s];
            long started = System.nanoTime();
            engine.sequences()
                    .step(open.stream().map(id -> new Advance(id, token)).toList());
            times[s] = 1e3 * seconds(started);
        }
        Arrays.sort(times);
        System.out.printf(
                "decode, %d requests, base and warm: median %.1f ms/step, best %.1f%n",
                requests, times[STEPS / 2], times[0]);
        open.forEach(engine.sequences()::close);
    }

    private static void score(Engine engine, int[] ids) {
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            rows.add(new TokenRow(Arrays.copyOfRange(ids, i * 16, i * 16 + 110), 80));
        }
        long started = System.nanoTime();
        engine.score(rows, "adapter", (row, token, gold, warm, base) -> {});
        System.out.printf(
                "scoring rows of 110 tokens, 30 of completion: %.1f rows/s%n", rows.size() / seconds(started));
    }

    private static void train(Weights weights, int threads, int[] ids) {
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            rows.add(new TokenRow(Arrays.copyOfRange(ids, i * 16, i * 16 + 110), 80));
        }
        long loading = System.nanoTime();
        try (WarmStartTraining training =
                WarmStartTraining.start(weights, threads, TrainingConfiguration.standard(1), rows)) {
            System.out.printf("load for training %.2f s%n", seconds(loading));
            while (!training.finished()) {
                StepReport report = training.step();
                System.out.printf(
                        "training step %d: loss %.3f, %.0f tokens/s%n",
                        report.step(), report.loss(), report.tokens() / report.seconds());
            }
            memory("training");
        }
    }

    private static void memory(String what) {
        System.out.printf("%s: %.0f MB resident%n", what, ResidentMemory.now() / 1e6);
    }
}
