package dev.steerstream.core.decoding.batch;

import dev.steerstream.core.decoding.sequence.SequenceSpecification;

/** How far and how often an answer is guessed ahead. Not thread-safe: one thread. */
final class DraftPace {
    private static final int LONGEST_PAUSE = 31; // steps
    private static final int FIRST_REACH = 3; // tokens

    private int pause; // steps without a draft that the last useless ones ask for
    private int wait; // of them, those to come
    private int reach = FIRST_REACH; // tokens that the next draft may have

    /** What the answer may go on with, at most {@code most} tokens; often nothing. */
    int[] draft(GenerationTask task, Drafts drafts, int most) {
        SequenceSpecification sequence = task.sequence();
        int room = Math.min(Math.min(most, reach), task.generation().remaining() - 1);
        if (room < 1 || sequence.deterministic()) {
            return new int[0];
        }
        if (wait > 0) {
            wait--;
            return new int[0];
        }
        return drafts.propose(sequence.adapterDigest(), task.context(), room);
    }

    /**
     * Learns from a verified draft. The next one is longer where all of this one was right. Where nothing was, it cost a wide step
     * for one token: the next one waits longer after each of those.
     */
    void judge(int drafted, int kept) {
        reach = kept == drafted ? 2 * drafted + 1 : kept + 1;
        pause = kept > 0 ? 0 : Math.min(LONGEST_PAUSE, 2 * pause + 1);
        wait = pause;
    }
}
