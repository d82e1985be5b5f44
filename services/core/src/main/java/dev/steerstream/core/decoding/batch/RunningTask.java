package dev.steerstream.core.decoding.batch;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.Branch;
import dev.steerstream.core.decoding.sequence.SequenceId;
import dev.steerstream.core.decoding.sequence.SequenceModel;
import java.util.ArrayList;
import java.util.List;

/** A task in a batch with its open sequences. Not thread-safe: one thread. */
final class RunningTask {
    private final DecodingTask task;
    private final List<SequenceId> open = new ArrayList<>(); // all that must be closed
    private List<SequenceId> sequences; // of the branches, in their order
    private List<Branch> branches = List.of();
    private final DraftPace pace = new DraftPace();

    RunningTask(DecodingTask task, SequenceId prompt) {
        this.task = task;
        this.sequences = List.of(prompt);
        open.add(prompt);
    }

    DecodingTask task() {
        return task;
    }

    int sequences() {
        return sequences.size();
    }

    /** The tokens that the sequences take next. */
    List<Advance> advances() {
        List<Advance> advances = new ArrayList<>(sequences.size());
        for (int i = 0; i < sequences.size(); i++) {
            advances.add(new Advance(
                    sequences.get(i), branches.get(i).token(), branches.get(i).confidence()));
        }
        return advances;
    }

    /** What an answer may go on with, at most {@code most} tokens; often nothing, and nothing for a search. */
    int[] draft(Drafts drafts, int most) {
        return task instanceof GenerationTask answer ? pace.draft(answer, drafts, most) : new int[0];
    }

    /** Learns from a verified draft. */
    void judge(int drafted, int kept) {
        pace.judge(drafted, kept);
    }

    /** A sequence without a branch is closed, the first branch of the others goes on in it, each further one in a fork. */
    void follow(List<Branch> next, SequenceModel model) {
        branches = next;
        if (next.size() == 1 && sequences.size() == 1) {
            return;
        }
        boolean[] followed = new boolean[sequences.size()];
        next.forEach(branch -> followed[branch.parent()] = true);
        for (int parent = 0; parent < followed.length; parent++) {
            if (!followed[parent]) {
                model.close(sequences.get(parent));
                open.remove(sequences.get(parent));
            }
        }
        boolean[] taken = new boolean[sequences.size()];
        List<SequenceId> following = new ArrayList<>(next.size());
        for (Branch branch : next) {
            SequenceId parent = sequences.get(branch.parent());
            following.add(taken[branch.parent()] ? fork(parent, model) : parent);
            taken[branch.parent()] = true;
        }
        sequences = following;
    }

    private SequenceId fork(SequenceId parent, SequenceModel model) {
        SequenceId fork = model.fork(parent);
        open.add(fork);
        return fork;
    }

    /** Closes all its sequences. */
    void close(SequenceModel model) {
        open.forEach(model::close);
        open.clear();
    }
}
