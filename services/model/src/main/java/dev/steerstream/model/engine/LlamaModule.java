package dev.steerstream.model.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.steerstream.model.engine.TorchModule.Arguments;
import dev.steerstream.model.files.TransformerConfig;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/** The methods of {@code llama.py} and of the files that go on with it, with Java's types; shapes are stated there. Only for the engine's thread. */
final class LlamaModule implements AutoCloseable {
    private final TorchModule module;
    private final TransformerConfig config;
    private final Device kernels;

    LlamaModule(TorchModule module, TransformerConfig config, Device kernels) {
        this.module = module;
        this.config = config;
        this.kernels = kernels;
    }

    TransformerConfig config() {
        return config;
    }

    TorchModule module() {
        return module;
    }

    /** Whether a deterministic row's bits are the same in any company: cuBLAS splits sums by the number of rows. */
    boolean fixesBits() {
        return kernels == Device.CPU;
    }

    /** A float32 tensor on the module's device that lives until it is closed, at the latest with the module. */
    PtNDArray resident(float[] values, long... shape) {
        return (PtNDArray) module.manager().create(values, new Shape(shape));
    }

    /** A composition's packed adapters, see {@code stack_adapters}; the caller closes the result. */
    IValue stackAdapters(List<PtNDArray> down, List<PtNDArray> up, long[] counts, boolean fixed) {
        try (Arguments a = new Arguments(module)) {
            return module.run("stack_adapters", a.tensors(down), a.tensors(up), a.numbers(counts), a.flag(fixed));
        }
    }

    /** The prefix that embeddings {@code [virtual tokens, hidden size]} make; the caller closes the result. */
    IValue prefixOfEmbeddings(FloatBuffer embeddings, int virtualTokens) {
        try (Arguments a = new Arguments(module)) {
            return module.run(
                    "prefix_of_embeddings", a.tensor(embeddings, DataType.FLOAT32, virtualTokens, config.hiddenSize()));
        } finally {
            module.call("restore_cache");
        }
    }

    /** A prefix of keys and values {@code [virtual tokens, layers, 2, key heads, head size]}; the caller closes the result. */
    IValue prefixOfKeys(FloatBuffer numbers, int virtualTokens) {
        try (Arguments a = new Arguments(module)) {
            return module.run(
                    "prefix_of_keys",
                    a.tensor(
                            numbers,
                            DataType.FLOAT32,
                            virtualTokens,
                            config.layers(),
                            2,
                            config.keyValueHeads(),
                            config.headSize()));
        }
    }

    void placePrefix(int slot, AttachedPrefix prefix) {
        try (Arguments a = new Arguments(module)) {
            module.call("place_prefix", a.number(slot), prefix.keysAndValues());
        }
    }

    void growCache(int slots, int capacity, int liveRows, int liveLength) {
        try (Arguments a = new Arguments(module)) {
            module.call("grow_cache", a.number(slots), a.number(capacity), a.number(liveRows), a.number(liveLength));
        }
    }

    void moveRow(int source, int target, int length) {
        try (Arguments a = new Arguments(module)) {
            module.call("move_row", a.number(source), a.number(target), a.number(length));
        }
    }

    /**
     * tokens: the longs of [3, rows x block] (ids, positions, owners); block: tokens a row; position: where the tokens of all rows
     * start, or -1 where they differ; negative bucket lengths ask for a mask.
     */
    void step(
            ByteBuffer tokens,
            int rows,
            int block,
            int position,
            int first,
            long[] bucketRows,
            long[] bucketLengths,
            AdapterComposition adapters,
            AdapterRoutes routes,
            PtNDArray out,
            SummaryBuffer summaries,
            TopBuffer tops) {
        try (Arguments a = new Arguments(module)) {
            List<IValue> summary = summaries.arguments(a);
            List<IValue> explained = tops.arguments(a, config.vocabularySize());
            IValue listed = module.run(
                    "step",
                    a.tensor(tokens, DataType.INT64, 3, (long) rows * block),
                    a.number(block),
                    a.number(position),
                    a.number(first),
                    a.numbers(bucketRows),
                    a.numbers(bucketLengths),
                    adapters.lora().packed(),
                    adapters.lora().columns(),
                    a.numbers(adapters.lora().sites()),
                    a.number(adapters.lora().groups()),
                    a.flag(adapters.lora().fixed()),
                    a.numbers(routes.own()),
                    a.numbers(routes.owned()),
                    adapters.vectors().tables(),
                    a.numbers(adapters.vectors().places()),
                    a.tensor(out),
                    summary.get(0),
                    summary.get(1),
                    summary.get(2),
                    summary.get(3),
                    summary.get(4),
                    explained.get(0),
                    explained.get(1));
            summaries.answered(listed.toLong());
            listed.close();
        }
    }

    /** A block of {@code length} tokens in every slot, from the slot's start on; out gets the logits of each slot's last token if they are wanted. */
    void prefill(
            ByteBuffer tokens,
            long[] starts,
            int length,
            long[] slots,
            AdapterComposition adapters,
            boolean logitsWanted,
            PtNDArray out) {
        long[] lengths = new long[slots.length];
        Arrays.fill(lengths, length);
        long[] last = new long[logitsWanted ? slots.length : 0];
        for (int r = 0; r < last.length; r++) {
            last[r] = (long) length * (r + 1) - 1;
        }
        try (Arguments a = new Arguments(module)) {
            module.call(
                    "prefill",
                    a.tensor(tokens, DataType.INT64, 3, (long) length * slots.length),
                    a.numbers(starts),
                    a.numbers(lengths),
                    a.numbers(slots),
                    adapters.lora().packed(),
                    adapters.lora().columns(),
                    a.numbers(adapters.lora().sites()),
                    a.number(adapters.lora().groups()),
                    a.flag(adapters.lora().fixed()),
                    adapters.vectors().tables(),
                    a.numbers(adapters.vectors().places()),
                    a.tensor(LongBuffer.wrap(last), DataType.INT64, last.length),
                    a.tensor(out));
        }
    }

    /**
     * Hidden states of the wanted tokens of rows laid one after the other; the caller closes the result. Rows that do not start
     * at 0 come after the prefix, which may be null where there are none, or the row that before names; ends: where each token's branch ends.
     */
    IValue hidden(
            ByteBuffer tokens,
            long[] starts,
            long[] lengths,
            long[] before,
            long[] branches,
            LongBuffer ends,
            AttachedPrefix prefix,
            AdapterComposition adapters,
            long[] wanted) {
        long total = Arrays.stream(lengths).sum();
        try (Arguments a = new Arguments(module)) {
            return module.run(
                    "hidden",
                    a.tensor(tokens, DataType.INT64, 3, total),
                    a.numbers(starts),
                    a.numbers(lengths),
                    a.numbers(before),
                    a.numbers(branches),
                    a.tensor(ends, DataType.INT64, total),
                    prefix == null ? a.tensors(List.of()) : prefix.keysAndValues(),
                    adapters.lora().packed(),
                    adapters.lora().columns(),
                    a.numbers(adapters.lora().sites()),
                    a.number(adapters.lora().groups()),
                    a.flag(adapters.lora().fixed()),
                    adapters.vectors().tables(),
                    a.numbers(adapters.vectors().places()),
                    a.tensor(LongBuffer.wrap(wanted), DataType.INT64, wanted.length));
        }
    }

    void logits(IValue hidden, int first, int count, PtNDArray out) {
        try (Arguments a = new Arguments(module)) {
            module.call("logits", hidden, a.number(first), a.number(count), a.tensor(out));
        }
    }

    /** Zeros, [2, folds, vocabulary], that {@link #observe} adds to; the caller closes the result. */
    IValue meanSums(int folds) {
        try (Arguments a = new Arguments(module)) {
            return module.run("mean_sums", a.number(folds));
        }
    }

    /**
     * Sums and survivors of as many answer tokens as there are in gold.
     *
     * @param out gets their logits, warm and base in turns
     * @param folds [folds, answer tokens], 1 where one belongs to a fold
     * @param confidence the smallest at which survivors are wanted
     */
    AnswerSlice observe(
            IValue hidden, int first, PtNDArray out, long[] gold, float[] folds, IValue means, double confidence) {
        int pairs = gold.length;
        try (Arguments a = new Arguments(module)) {
            IValue answer = module.run(
                    "observe",
                    hidden,
                    a.number(first),
                    a.tensor(out),
                    a.tensor(LongBuffer.wrap(gold), DataType.INT64, pairs),
                    a.tensor(FloatBuffer.wrap(folds), DataType.FLOAT32, folds.length / pairs, pairs),
                    means,
                    a.number(AnswerReader.LEAST_LOG_PROBABILITY),
                    a.number(AnswerReader.SLACK - Math.log(confidence)),
                    a.number(AnswerReader.BINS));
            try {
                return AnswerSlice.of(answer, module.host(), pairs, AnswerReader.BINS, config.vocabularySize());
            } finally {
                answer.close();
            }
        }
    }

    /** Every second state from the first on, {@code [states / 2, hidden size]}. */
    float[] everyOther(IValue hidden, int first) {
        try (Arguments a = new Arguments(module)) {
            IValue answer = module.run("every_other", hidden, a.number(first));
            try (PtNDArray numbers = answer.toTensor(module.host())) {
                return AnswerSlice.floats(numbers);
            } finally {
                answer.close();
            }
        }
    }

    /** Warm states, which are given, and base states in turns; the caller closes the result. */
    IValue inTurns(IValue warm, float[] base) {
        long width = config.hiddenSize();
        try (Arguments a = new Arguments(module)) {
            return module.run(
                    "in_turns", warm, a.tensor(FloatBuffer.wrap(base), DataType.FLOAT32, base.length / width, width));
        }
    }

    /** The states with these indices, in that order; the caller closes the result. */
    IValue chosen(IValue hidden, long[] indices) {
        try (Arguments a = new Arguments(module)) {
            return module.run("chosen", hidden, a.tensor(LongBuffer.wrap(indices), DataType.INT64, indices.length));
        }
    }

    /**
     * Probabilities and survivors of as many answer tokens' contexts as there are in contexts.
     *
     * @param out gets their logits, warm and base in turns
     * @param pair of each wanted token, the context
     * @param along what the columns are steered along
     * @param near how far below its row's best a token is listed, in nats
     */
    JudgedSlice judge(
            IValue hidden,
            int first,
            int contexts,
            PtNDArray out,
            long[] pair,
            long[] token,
            SteeredColumns along,
            float[] strengths,
            double near) {
        try (Arguments a = new Arguments(module)) {
            IValue answer = module.run(
                    "judge",
                    hidden,
                    a.number(first),
                    a.number(contexts),
                    a.tensor(out),
                    a.tensor(LongBuffer.wrap(pair), DataType.INT64, pair.length),
                    a.tensor(LongBuffer.wrap(token), DataType.INT64, token.length),
                    a.numbers(along.directions()),
                    a.numbers(along.used()),
                    a.tensor(FloatBuffer.wrap(strengths), DataType.FLOAT32, strengths.length / contexts, contexts),
                    a.tensors(along.vectors()),
                    a.number(near));
            try {
                return JudgedSlice.of(answer, module.host(), contexts, pair.length, near, config.vocabularySize());
            } finally {
                answer.close();
            }
        }
    }

    /** Moments of as many answer tokens as there are in gold, see {@code judging.py}. */
    double[] moments(
            IValue hidden,
            int first,
            PtNDArray out,
            long[] gold,
            long[] directions,
            float[] factors,
            double[] strengths,
            List<PtNDArray> vectors,
            long[] folds) {
        try (Arguments a = new Arguments(module)) {
            IValue answer = module.run(
                    "moments",
                    hidden,
                    a.number(first),
                    a.number(gold.length),
                    a.tensor(out),
                    a.tensor(LongBuffer.wrap(gold), DataType.INT64, gold.length),
                    a.numbers(directions),
                    a.tensor(FloatBuffer.wrap(factors), DataType.FLOAT32, directions.length, gold.length),
                    a.reals(strengths),
                    a.tensors(vectors),
                    a.tensor(LongBuffer.wrap(folds), DataType.INT64, folds.length));
            try (PtNDArray numbers = answer.toTensor(module.host())) {
                return AnswerSlice.doubles(numbers);
            } finally {
                answer.close();
            }
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
