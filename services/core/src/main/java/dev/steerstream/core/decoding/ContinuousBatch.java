package dev.steerstream.core.decoding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decodes many answers at once: they join and leave between steps. A failure of one answer fails only that one; where the model's own step
 * throws, it cannot be told whose fault it was, and all that were in the step fail.
 *
 * <p>{@link #submit}, {@link #cancel} and {@link #load} may be called from any thread; {@link #step} and {@link #close} from one thread only,
 * the one that may touch the model.
 */
public final class ContinuousBatch implements AutoCloseable {
    private final SequenceModel model;
    private final int maximumSequences;
    private final int opensPerStep;
    private final DecodingWorkspace workspace;
    private final Queue<GenerationTask> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<String> cancellations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger load = new AtomicInteger();
    private final List<RunningAnswer> running = new ArrayList<>();
    private final boolean drafting;
    private final Drafts drafts = new Drafts();

    /** As the other constructor, drafting where the model takes drafts. */
    public ContinuousBatch(SequenceModel model, int maximumSequences, int opensPerStep) {
        this(model, maximumSequences, opensPerStep, true);
    }

    /**
     * @param maximumSequences how many answers decode at once
     * @param opensPerStep how many may join between two steps: a prompt's forward holds the others up
     * @param drafting whether an answer that decodes alone is guessed ahead and verified in blocks: the same tokens, sooner
     */
    public ContinuousBatch(SequenceModel model, int maximumSequences, int opensPerStep, boolean drafting) {
        if (maximumSequences < 1 || opensPerStep < 1) {
            throw new IllegalArgumentException("At least one sequence must fit and open: sequences " + maximumSequences
                    + ", opens per step " + opensPerStep + ".");
        }
        this.model = model;
        this.drafting = drafting;
        this.maximumSequences = maximumSequences;
        this.opensPerStep = opensPerStep;
        this.workspace = new DecodingWorkspace(model.vocabularySize());
    }

    /**
     * Queues an answer; it joins at the next step with a free place.
     *
     * @throws ContextExceededException where prompt and answer do not fit the model's context
     */
    public void submit(GenerationTask task) {
        SequenceSpecification sequence = task.sequence();
        if (sequence.capacity() > model.contextLength()) {
            throw new ContextExceededException(sequence.promptLength(), sequence.capacity(), model.contextLength());
        }
        load.incrementAndGet();
        waiting.add(task);
    }

    /** Cancels every answer of a request at the next step, waiting or running; an unknown id is ignored. */
    public void cancel(String request) {
        cancellations.add(request);
    }

    /** How many answers are waiting or running. */
    public int load() {
        return load.get();
    }

    /**
     * Lets waiting answers join, then gives every running answer its next token in one forward.
     *
     * @return how many answers are still running
     */
    public int step() {
        cancelAsked();
        advance();
        join();
        return running.size();
    }

    private void cancelAsked() {
        if (cancellations.isEmpty()) {
            return;
        }
        Set<String> requests = new HashSet<>();
        for (String request = cancellations.poll(); request != null; request = cancellations.poll()) {
            requests.add(request);
        }
        for (Iterator<GenerationTask> tasks = waiting.iterator(); tasks.hasNext(); ) {
            GenerationTask task = tasks.next();
            if (requests.contains(task.request())) {
                tasks.remove();
                task.generation().cancel();
                finish(task);
            }
        }
        running.removeIf(entry -> {
            if (!requests.contains(entry.task().request())) {
                return false;
            }
            model.close(entry.id());
            entry.task().generation().cancel();
            finish(entry.task());
            return true;
        });
    }

    private void join() {
        for (int opened = 0; opened < opensPerStep && running.size() < maximumSequences; opened++) {
            GenerationTask task = waiting.poll();
            if (task == null) {
                return;
            }
            OpenedSequence sequence;
            try {
                sequence = model.open(task.sequence());
            } catch (RuntimeException e) {
                fail(task, e);
                continue;
            }
            RunningAnswer entry = new RunningAnswer(sequence.id(), task);
            if (accept(entry, sequence.logits())) {
                running.add(entry);
            }
        }
    }

    private void advance() {
        if (running.isEmpty()) {
            return;
        }
        if (running.size() == 1 && advanceDrafted(running.get(0))) {
            return;
        }
        List<Advance> advances = new ArrayList<>(running.size());
        for (RunningAnswer entry : running) {
            advances.add(new Advance(
                    entry.id(),
                    entry.task().generation().lastToken(),
                    entry.task().generation().summaryConfidence()));
        }
        List<StepLogits> logits;
        try {
            logits = model.step(advances);
        } catch (RuntimeException e) {
            failAll(e);
            return;
        }
        List<RunningAnswer> going = new ArrayList<>(running.size());
        for (int i = 0; i < logits.size(); i++) {
            if (accept(running.get(i), logits.get(i))) {
                going.add(running.get(i));
            }
        }
        running.clear();
        running.addAll(going);
    }

    /** Gives an answer that is alone as many tokens as its draft has right, and one more; returns whether there was a draft. */
    private boolean advanceDrafted(RunningAnswer entry) {
        int[] draft = drafting ? entry.draft(drafts, model.draftTokens()) : new int[0];
        if (draft.length == 0) {
            return false;
        }
        Generation generation = entry.task().generation();
        int[] block = new int[draft.length + 1];
        block[0] = generation.lastToken();
        System.arraycopy(draft, 0, block, 1, draft.length);
        List<StepLogits> logits;
        try {
            logits = model.stepBlock(entry.id(), block, generation.summaryConfidence());
        } catch (RuntimeException e) {
            failAll(e);
            return true;
        }
        int kept = 0;
        boolean going = accept(entry, logits.get(0));
        while (going && kept < draft.length && generation.lastToken() == draft[kept]) {
            kept++;
            going = accept(entry, logits.get(kept));
        }
        if (going) {
            model.keep(entry.id(), kept + 1);
            entry.judge(draft.length, kept);
        } else {
            running.clear();
        }
        return true;
    }

    /** Gives an answer its next token; returns whether it goes on, else its sequence is closed. */
    private boolean accept(RunningAnswer entry, StepLogits logits) {
        GenerationTask task = entry.task();
        try {
            task.listener().onToken(task.generation().accept(logits, workspace));
        } catch (RuntimeException e) {
            model.close(entry.id());
            fail(task, e);
            return false;
        }
        if (!task.generation().finished()) {
            return true;
        }
        model.close(entry.id());
        finish(task);
        return false;
    }

    private void finish(GenerationTask task) {
        load.decrementAndGet();
        if (drafting && model.draftTokens() > 0) {
            drafts.remember(
                    task.sequence().adapterDigest(),
                    task.sequence().prompt(),
                    task.generation().tokens());
        }
        task.listener().onFinished(task.generation().outcome());
    }

    private void fail(GenerationTask task, Throwable failure) {
        load.decrementAndGet();
        task.listener().onFailed(failure);
    }

    private void failAll(RuntimeException failure) {
        List<RunningAnswer> failed = List.copyOf(running);
        running.clear();
        for (RunningAnswer entry : failed) {
            model.close(entry.id());
            fail(entry.task(), failure);
        }
    }

    /** Cancels all answers, waiting and running, and closes their sequences; the model stays open. */
    @Override
    public void close() {
        for (GenerationTask task : waiting) {
            cancellations.add(task.request());
        }
        for (RunningAnswer entry : running) {
            cancellations.add(entry.task().request());
        }
        cancelAsked();
    }
}
