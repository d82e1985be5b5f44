package dev.steerstream.core.decoding.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A real, tiny language model: the logits are a function of the last three tokens, the warm row's also of the adapter. It hands out the same
 * buffers again and again, as {@link StepLogits} allows, and remembers what is open. {@link #POISON} gives NaN, {@link #BROKEN} throws.
 */
public final class HashModel implements SequenceModel {
    public static final int VOCABULARY = 48;
    public static final int END = 1;
    public static final int POISON = 46;
    public static final int BROKEN = 47;

    private final Map<SequenceId, List<Integer>> open = new HashMap<>();
    private final Map<SequenceId, SequenceSpecification> specifications = new HashMap<>();
    private final List<float[]> buffers = new ArrayList<>();
    private long next;
    public int steps;
    public int largestBatch;
    public int drafts; // drafted tokens that a block may carry
    public int blocks;
    public int room = Integer.MAX_VALUE; // tokens that open sequences may be able to hold together
    private int lastBlock;

    @Override
    public int vocabularySize() {
        return VOCABULARY;
    }

    @Override
    public int contextLength() {
        return 256;
    }

    @Override
    public boolean fits(int sequences, int capacity) {
        return (long) sequences * capacity <= room;
    }

    public int openSequences() {
        return open.size();
    }

    @Override
    public OpenedSequence open(SequenceSpecification specification) {
        overwriteBuffers();
        if (specification.prompt()[0] == BROKEN) {
            throw new IllegalStateException("The prompt breaks the model.");
        }
        SequenceId id = new SequenceId(next++);
        open.put(
                id,
                new ArrayList<>(Arrays.stream(specification.prompt()).boxed().toList()));
        specifications.put(id, specification);
        return new OpenedSequence(id, logits(id));
    }

    @Override
    public List<StepLogits> step(List<Advance> advances) {
        overwriteBuffers();
        steps++;
        largestBatch = Math.max(largestBatch, advances.size());
        List<StepLogits> logits = new ArrayList<>();
        for (Advance advance : advances) {
            if (specifications.get(advance.id()).prompt()[0] == BROKEN - 2
                    && open.get(advance.id()).size() > 3) {
                throw new IllegalStateException("The step breaks the model.");
            }
            open.get(advance.id()).add(advance.token());
            logits.add(logits(advance.id()));
        }
        return logits;
    }

    @Override
    public int draftTokens() {
        return drafts;
    }

    @Override
    public List<StepLogits> stepBlock(SequenceId id, int[] tokens, double confidence) {
        overwriteBuffers();
        steps++;
        blocks++;
        lastBlock = tokens.length;
        List<StepLogits> logits = new ArrayList<>();
        for (int token : tokens) {
            open.get(id).add(token);
            logits.add(logits(id));
        }
        return logits;
    }

    @Override
    public void keep(SequenceId id, int count) {
        List<Integer> tokens = open.get(id);
        tokens.subList(tokens.size() - lastBlock + count, tokens.size()).clear();
    }

    @Override
    public SequenceId fork(SequenceId id) {
        overwriteBuffers();
        SequenceId fork = new SequenceId(next++);
        open.put(fork, new ArrayList<>(open.get(id)));
        specifications.put(fork, specifications.get(id));
        return fork;
    }

    @Override
    public void close(SequenceId id) {
        open.remove(id);
        specifications.remove(id);
    }

    private StepLogits logits(SequenceId id) {
        List<Integer> tokens = open.get(id);
        SequenceSpecification specification = specifications.get(id);
        int size = tokens.size();
        long context = 17;
        for (int i = Math.max(0, size - 3); i < size; i++) {
            context = context * 1_000_003 + tokens.get(i) + 1;
        }
        float[] base = new float[VOCABULARY];
        SplittableRandom random = new SplittableRandom(context);
        for (int v = 0; v < VOCABULARY; v++) {
            base[v] = (float) (random.nextDouble() * 8);
        }
        float[] warm = null;
        if (specification.rows().warm()) {
            warm = base.clone();
            SplittableRandom moved =
                    new SplittableRandom(context ^ specification.adapterDigest().hashCode());
            for (int v = 0; v < VOCABULARY; v++) {
                warm[v] += (float) (moved.nextDouble() * 3);
            }
            if (specification.prompt()[0] == POISON && size > 4) {
                warm[9] = Float.NaN;
            }
            buffers.add(warm);
        }
        buffers.add(base);
        return new StepLogits(warm, specification.rows().base() ? base : null);
    }

    private void overwriteBuffers() {
        for (float[] buffer : buffers) {
            Arrays.fill(buffer, Float.NaN);
        }
        buffers.clear();
    }
}
