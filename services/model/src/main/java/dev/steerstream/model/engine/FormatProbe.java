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

    private static final String ON_CUDA =
            "On cuda: half of float32's bytes, and its loss within 1% on the CPU; integer formats are the CPU's.";

    private static final double FOUR_BIT_ERROR = 0.15;

    private static final int REPEATS = 5;

    /** A format may count its matrices from the output matrix on. */
    private static final int FEWEST_COPIES = 2;

    private static final int MOST_COPIES = 33;

    /** More numbers than the caches of processors hold in any format. */
    private static final long CACHE_BYTES = 256L << 20;

    private FormatProbe() {}

    /** @throws UnsupportedOptionException where the model cannot have the format asked for */
    static FormatChoice choose(WeightFormat asked, Weights weights, Placement placement) {
        if (asked == WeightFormat.AUTO && placement.kernels() == Device.CUDA) {
            return new FormatChoice(
                    choose(WeightFormat.BFLOAT16, weights, placement).format(), ON_CUDA);
        }
        if (asked != WeightFormat.AUTO) {
            String refusal = asked.refusal(weights.config());
            if (refusal == null) {
                refusal = asked.refusal(placement.kernels());
            }
            if (refusal == null) {
                refusal = selfTest(asked, weights, placement);
            }
            if (refusal != null) {
                throw new UnsupportedOptionException("weight format", asked.label(), refusal);
            }
            return new FormatChoice(asked, "Configured.");
        }
        Map<WeightFormat, Double> times = new EnumMap<>(WeightFormat.class);
        List<String> found = new ArrayList<>();
        for (WeightFormat format : CANDIDATES) {
            found.add(format.label() + " " + probe(format, weights, placement, times));
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

    /** Why this processor cannot serve a format, or null: kernels throw where instructions are missing, or quietly saturate. */
    private static String selfTest(WeightFormat format, Weights weights, Placement placement) {
        // Who asks for four bits of a model that has more asks for their rounding too.
        double allowed = format.fourBit() ? FOUR_BIT_ERROR : LARGEST_ERROR;
        double off;
        try {
            off = measure(format, weights, placement, FEWEST_COPIES);
            if (off <= allowed) {
                off = Math.max(off, outputs(format, weights, placement));
            }
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage()).strip();
            return "its kernels do not run on this processor (" + message.substring(message.lastIndexOf('\n') + 1)
                    + "): use auto, or another format.";
        }
        return off <= allowed
                ? null
                : String.format(
                        Locale.ROOT,
                        "its products are off by %.1f%% on this processor, and at most %.0f%% is allowed: use auto, or"
                                + " another format.",
                        100 * off,
                        100 * allowed);
    }

    private static String probe(
            WeightFormat format, Weights weights, Placement placement, Map<WeightFormat, Double> times) {
        if (format.refusal(weights.config()) != null) {
            return "does not fit the model";
        }
        if (format.fourBit() && !weights.storedInFourBits()) {
            return "would round this file's weights once more";
        }
        try {
            double[] product = {1};
            double off = Math.max(
                    measure(format, weights, placement, copies(weights.config()), product),
                    outputs(format, weights, placement));
            if (!(off <= LARGEST_ERROR)) {
                return String.format(Locale.ROOT, "is off by %.1f%% and refused", 100 * off);
            }
            times.put(format, product[0]);
            return String.format(Locale.ROOT, "%.2f ms, off by %.1f%%", Math.sqrt(product[0]), 100 * off);
        } catch (RuntimeException e) {
            return "does not run on this processor"; // oneDNN and FBGEMM throw where instructions are missing
        }
    }

    /** The error of an output matrix that does not lie in the format: those of four-bit models are bytes, see {@code ends_int8.py}. */
    private static double outputs(WeightFormat format, Weights weights, Placement placement) {
        return format.fourBit() ? measure(WeightFormat.INT8, weights, placement, FEWEST_COPIES) : 0;
    }

    /** As many copies of a matrix as processors' caches cannot hold, but no more than the timing needs. */
    static int copies(TransformerConfig config) {
        long matrix = (long) config.hiddenSize() * config.intermediateSize();
        return (int) Math.max(FEWEST_COPIES, Math.min(MOST_COPIES, CACHE_BYTES / matrix));
    }

    /**
     * Relative error of a layer's output.
     *
     * @param times where it is not empty, its number is multiplied with the milliseconds of all copies on few rows and on more
     */
    private static double measure(
            WeightFormat format, Weights weights, Placement placement, int copies, double... times) {
        String name = TensorNames.layer(0, "mlp.down_proj");
        try (TorchModule module = TorchModule.load(placement.memory(), format.sources(placement.kernels()));
                Arguments a = new Arguments(module)) {
            LlamaLoading.configure(module, weights.config(), format);
            PtNDArray whole = LlamaLoading.array(a, weights, name);
            List<PtNDArray> parts = format.fourBit() ? LlamaLoading.fourBit(a, weights, name) : List.of(whole);
            IValue error = module.run("probe", a.tensor(whole), a.tensors(parts), a.number(copies));
            double off = error.toDouble();
            error.close();
            if (times.length > 0) {
                for (int rows : new int[] {2, 16}) {
                    times[0] *= time(module, rows, copies - 1);
                }
            }
            return off;
        }
    }

    private static double time(TorchModule module, int rows, int matrices) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < REPEATS; i++) {
            try (Arguments a = new Arguments(module)) {
                long started = System.nanoTime();
                module.call("probe_again", a.number(rows), a.number(matrices));
                best = Math.min(best, (System.nanoTime() - started) / 1e6);
            }
        }
        return best;
    }
}
