package dev.steerstream.decoder.running;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.SequenceId;
import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** A model whose next token is the last one plus one, and that steps only as often as a test permits. */
final class ScriptedModel implements SequenceModel {
    static final int VOCABULARY = 64;

    final Semaphore steps = new Semaphore(0);
    private final List<List<Integer>> together = new ArrayList<>();
    volatile boolean broken;
    private final Map<SequenceId, Integer> prompts = new HashMap<>();
    private long ids;

    @Override
    public int vocabularySize() {
        return VOCABULARY;
    }

    @Override
    public int contextLength() {
        return 1000;
    }

    @Override
    public synchronized OpenedSequence open(SequenceSpecification specification) {
        SequenceId id = new SequenceId(++ids);
        int[] prompt = specification.prompt();
        prompts.put(id, prompt[prompt.length - 1]);
        return new OpenedSequence(id, logits(prompts.get(id)));
    }

    @Override
    public List<StepLogits> step(List<Advance> advances) {
        steps.acquireUninterruptibly();
        if (broken) throw new IllegalStateException("the model is broken");
        synchronized (this) {
            together.add(
                    advances.stream().map(advance -> prompts.get(advance.id())).toList());
        }
        return advances.stream().map(advance -> logits(advance.token())).toList();
    }

    synchronized int most() {
        return together.stream().mapToInt(List::size).max().orElse(0);
    }

    /** The prompts of all sequences in the order in which they first took part in a step. */
    synchronized List<Integer> started() {
        return together.stream().flatMap(List::stream).distinct().toList();
    }

    /** The steps that a sequence with this prompt was in, each with the prompts of all that were in it. */
    synchronized List<List<Integer>> stepsOf(int prompt) {
        return together.stream().filter(step -> step.contains(prompt)).toList();
    }

    private static StepLogits logits(int lastToken) {
        float[] base = new float[VOCABULARY];
        base[(lastToken + 1) % VOCABULARY] = 10;
        return new StepLogits(null, base);
    }

    @Override
    public synchronized SequenceId fork(SequenceId from) {
        SequenceId id = new SequenceId(++ids);
        prompts.put(id, prompts.get(from));
        return id;
    }

    @Override
    public synchronized void close(SequenceId id) {
        prompts.remove(id);
    }

    synchronized int open() {
        return prompts.size();
    }
}
