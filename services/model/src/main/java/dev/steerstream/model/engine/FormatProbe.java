package dev.steerstream.model.engine;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.steerstream.model.engine.TorchModule.Arguments;
import dev.steerstream.model.files.TensorNames;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.files.Weights;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Chooses a weight format for this machine: kernels differ in what instructions they need and can even saturate without them.
 * Each candidate packs a matrix of the model, is held against the plain product, and is timed on the rows of one answer (base
 * and warm) and of eight; the least product of the two times wins, so that neither counts more. Only for the engine's thread.
 */
final class FormatProbe {
    /**
     * The formats whose held-out loss was measured to be within 1% of float32's on the default model; int8's is not, see
     * ops/decisions/010. Of four bits that holds for files that are stored in them.
     */
    private static final List<WeightFormat> CANDIDATES = List.of(WeightFormat.INT4, WeightFormat.BFLOAT16);

    /** Relative error of a layer's output that rounding explains; saturation and wrong kernels make far more. */
    private static final double LARGEST_ERROR = 0.05;

    private static final int REPEATS = 5;

    private FormatProbe() {}

    /** @throws UnsupportedOptionException where the model cannot have the format asked for */
    static FormatChoice choose(WeightFormat asked, Weights weights) {
        if (asked != WeightFormat.AUTO) {
            String refusal = asked.refusal(weights.config());
            if (refusal != null) {
                throw new UnsupportedOptionException("weight format", asked.label(), refusal);
            }
            return new FormatChoice(asked, "Configured.");
        }
        Map<WeightFormat, Double> times = new EnumMap<>(WeightFormat.class);
        List<String> found = new ArrayList<>();
        for (WeightFormat format : CANDIDATES) {
            found.add(format.label() + " " + probe(format, weights, times));
        }
        WeightFormat fastest = times.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(WeightFormat.FLOAT32);
        return new FormatChoice(
                fastest,
                "Chosen at start: " + (times.isEmpty() ? "no other passed its test. " : "the fastest here. ")
                        + String.join("; ", found) + ".");
    }

    private static String probe(WeightFormat format, Weights weights, Map<WeightFormat, Double> times) {
        if (format.refusal(weights.config()) != null) {
            return "does not fit the model";
        }
        if (format.fourBit() && !weights.storedInFourBits()) {
            return "would round this file's weights once more";
        }
        try {
            double[] result = measure(format, weights);
            if (!(result[0] <= LARGEST_ERROR)) {
                return String.format(Locale.ROOT, "is off by %.1f%% and refused", 100 * result[0]);
            }
            times.put(format, result[1]);
            return String.format(Locale.ROOT, "%.2f ms, off by %.1f%%", Math.sqrt(result[1]), 100 * result[0]);
        } catch (RuntimeException e) {
            return "does not run on this processor"; // oneDNN and FBGEMM throw where instructions are missing
        }
    }

    /** Relative error, and the product of the milliseconds. */
    private static double[] measure(WeightFormat format, Weights weights) {
        TransformerConfig config = weights.config();
        String name = TensorNames.layer(0, "mlp.down_proj");
        try (TorchModule module = TorchModule.load(format.sources());
                Arguments a = new Arguments(module)) {
            LlamaModule.configure(module, config, format);
            PtNDArray whole = LlamaModule.array(a, weights, name);
            List<PtNDArray> parts = format.fourBit() ? LlamaModule.fourBit(a, weights, name) : List.of(whole);
            IValue error = module.run("probe", a.tensor(whole), a.tensors(parts));
            double off = error.toDouble();
            error.close();
            double product = 1;
            for (int rows : new int[] {2, 16}) {
                product *= time(module, rows);
            }
            return new double[] {off, product};
        }
    }

    private static double time(TorchModule module, int rows) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < REPEATS; i++) {
            try (Arguments a = new Arguments(module)) {
                long started = System.nanoTime();
                module.call("probe_again", a.number(rows));
                best = Math.min(best, (System.nanoTime() - started) / 1e6);
            }
        }
        return best;
    }
}
