package dev.steerstream.core.decoding.batch;

import dev.steerstream.core.decoding.generation.DecodingWorkspace;
import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.Branch;
import dev.steerstream.core.decoding.sequence.ContextExceededException;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
    private final WaitingTasks waiting = new WaitingTasks();
    private final List<RunningTask> running = new ArrayList<>();
    private final boolean drafting;
    private final Drafts drafts = new Drafts();

    /** As the other constructor, drafting where the model takes drafts. */
    public ContinuousBatch(SequenceModel model, int maximumSequences, int opensPerStep) {
        this(model, maximumSequences, opensPerStep, true);
    }

    /**
     * @param maximumSequences how many sequences decode at once; a beam search takes as many places as it has beams
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
     * Queues an answer; it joins at the next step with places for it.
     *
     * @throws ContextExceededException where prompt and answer do not fit the model's context
     * @throws IllegalArgumentException where a beam search is wider than the batch
     */
    public void submit(DecodingTask task) {
        if (task.width() > maximumSequences) {
            throw new IllegalArgumentException("Request " + task.request() + " searches " + task.width()
                    + " beams, but the batch has " + maximumSequences + " places.");
        }
        SequenceSpecification sequence = task.sequence();
        if (sequence.capacity() > model.contextLength()) {
            throw new ContextExceededException(sequence.promptLength(), sequence.capacity(), model.contextLength());
        }
        waiting.add(task);
    }

    /** Cancels every answer of a request at the next step, waiting or running; an unknown id is ignored. */
    public void cancel(String request) {
        waiting.cancel(request);
    }

    /** How many answers are waiting or running. */
    public int load() {
        return waiting.load();
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
        Set<String> requests = waiting.takeCancellations();
        if (requests.isEmpty()) {
            return;
        }
        waiting.take(requests, task -> {
            task.cancel();
            finish(task);
        });
        running.removeIf(entry -> {
            if (!requests.contains(entry.task().request())) {
                return false;
            }
            entry.close(model);
            entry.task().cancel();
            finish(entry.task());
            return true;
        });
    }

    private void join() {
        for (int opened = 0; opened < opensPerStep; opened++) {
            DecodingTask task = waiting.peek();
            if (task == null || places() + task.width() > maximumSequences || !hasRoomFor(task)) {
                return;
            }
            waiting.join();
            OpenedSequence sequence;
            try {
                sequence = model.open(task.sequence());
            } catch (RuntimeException e) {
                fail(task, e);
                continue;
            }
            RunningTask entry = new RunningTask(task, sequence.id());
            if (accept(entry, List.of(sequence.logits()))) {
                running.add(entry);
            }
        }
    }

    /** A task that does not fit beside the others waits for them; one that has nothing to wait for is the model's to refuse. */
    private boolean hasRoomFor(DecodingTask task) {
        int longest = running.stream()
                .mapToInt(entry -> entry.task().sequence().capacity())
                .max()
                .orElse(0);
        return running.isEmpty()
                || model.fits(
                        places() + task.width(),
                        Math.max(longest, task.sequence().capacity()));
    }

    private int places() {
        return running.stream().mapToInt(entry -> entry.task().width()).sum();
    }

    private void advance() {
        if (running.isEmpty()) {
            return;
        }
        if (running.size() == 1 && advanceDrafted(running.get(0))) {
            return;
        }
        List<Advance> advances = new ArrayList<>(running.size());
        for (RunningTask entry : running) {
            advances.addAll(entry.advances());
        }
        List<StepLogits> logits;
        try {
            logits = model.step(advances);
        } catch (RuntimeException e) {
            failAll(e);
            return;
        }
        List<RunningTask> going = new ArrayList<>(running.size());
        int first = 0;
        List<RunningTask> stepped = List.copyOf(running);
        running.clear();
        // All look at their logits before any forks: the model's next call overwrites them.
        List<List<Branch>> branches = new ArrayList<>(stepped.size());
        for (RunningTask entry : stepped) {
            int next = first + entry.sequences();
            branches.add(choose(entry, logits.subList(first, next)));
            first = next;
        }
        for (int i = 0; i < stepped.size(); i++) {
            if (branches.get(i) != null && follow(stepped.get(i), branches.get(i))) {
                going.add(stepped.get(i));
            }
        }
        running.addAll(going);
    }

    /** Gives an answer that is alone as many tokens as its draft has right, and one more; returns whether there was a draft. */
    private boolean advanceDrafted(RunningTask entry) {
        int[] draft = drafting ? entry.draft(drafts, model.draftTokens()) : new int[0];
        if (draft.length == 0) {
            return false;
        }
        Advance last = entry.advances().get(0);
        int[] block = new int[draft.length + 1];
        block[0] = last.token();
        System.arraycopy(draft, 0, block, 1, draft.length);
        List<StepLogits> logits;
        try {
            logits = model.stepBlock(last.id(), block, last.confidence());
        } catch (RuntimeException e) {
            failAll(e);
            return true;
        }
        int kept = 0;
        boolean going = accept(entry, logits.subList(0, 1));
        while (going && kept < draft.length && entry.advances().get(0).token() == draft[kept]) {
            kept++;
            going = accept(entry, logits.subList(kept, kept + 1));
        }
        if (going) {
            model.keep(last.id(), kept + 1);
            entry.judge(draft.length, kept);
        } else {
            running.clear();
        }
        return true;
    }

    /** Gives a task its next tokens; returns whether it goes on, else its sequences are closed. */
    private boolean accept(RunningTask entry, List<StepLogits> logits) {
        List<Branch> branches = choose(entry, logits);
        return branches != null && follow(entry, branches);
    }

    /** How a task's sequences go on, or null where it failed. */
    private List<Branch> choose(RunningTask entry, List<StepLogits> logits) {
        try {
            return entry.task().accept(logits, workspace);
        } catch (RuntimeException e) {
            entry.close(model);
            fail(entry.task(), e);
            return null;
        }
    }

    private boolean follow(RunningTask entry, List<Branch> branches) {
        if (branches.isEmpty()) {
            entry.close(model);
            finish(entry.task());
            return false;
        }
        try {
            entry.follow(branches, model);
            return true;
        } catch (RuntimeException e) {
            entry.close(model);
            fail(entry.task(), e);
            return false;
        }
    }

    private void finish(DecodingTask task) {
        waiting.ended();
        if (drafting && model.draftTokens() > 0 && task instanceof GenerationTask answer) {
            drafts.remember(
                    task.sequence().adapterDigest(),
                    task.sequence().prompt(),
                    answer.generation().tokens());
        }
        task.finish();
    }

    private void fail(DecodingTask task, Throwable failure) {
        waiting.ended();
        task.fail(failure);
    }

    private void failAll(RuntimeException failure) {
        List<RunningTask> failed = List.copyOf(running);
        running.clear();
        for (RunningTask entry : failed) {
            entry.close(model);
            fail(entry.task(), failure);
        }
    }

    /** Cancels all answers, waiting and running, and closes their sequences; the model stays open. */
    @Override
    public void close() {
        waiting.cancelAll();
        for (RunningTask entry : running) {
            waiting.cancel(entry.task().request());
        }
        cancelAsked();
    }
}
