package dev.steerstream.extractor;

import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.AnswerVisitor;
import dev.steerstream.model.engine.CompletionVisitor;
import dev.steerstream.model.engine.Observing;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.memory.NativeHeap;
import dev.steerstream.schemas.Progress;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.LeasedJob;
import java.util.List;

/** Runs examples through base and warm model in portions, shows how far it is, and stops between portions when it is asked to. */
final class Scoring {
    /** A portion is at most some forwards long, so that cancelling and closing take seconds. */
    private static final int PORTION = 8;

    private final LanguageModel model;
    private final String adapterDigest;
    private final LeasedJob job;
    private final JobContext context;
    private long allTokens;
    private double allSeconds;

    Scoring(LanguageModel model, String adapterDigest, LeasedJob job, JobContext context) {
        this.model = model;
        this.adapterDigest = adapterDigest;
        this.job = job;
        this.context = context;
    }

    /** Sees what was summed of the answer tokens of each example. */
    interface SumsVisitor {
        /** An example begins. */
        void example(Extraction.Example example);

        /** Its next answer token. */
        void token(AnswerToken answer);
    }

    /** Sees the answer tokens of each example as rows of logits: for what their sums do not tell. */
    interface Visitor {
        /** An example begins. */
        void example(Extraction.Example example);

        /**
         * Its next answer token.
         *
         * @param gold the reference token
         * @param warm {@code [vocab]} logits, valid during the call
         * @param base {@code [vocab]} logits, valid during the call
         */
        void token(int gold, float[] warm, float[] base);
    }

    /** Runs the examples in their order and shows rows of logits. */
    void run(String phase, List<Extraction.Example> examples, Visitor visitor) throws InterruptedException {
        portions(
                phase,
                examples,
                (first, portion) -> model.score(tokens(portion), adapterDigest, visiting(portion, visitor)));
    }

    /**
     * Runs the examples in their order and shows what was summed.
     *
     * @param asked whose fold is that of an example, by its index in the list
     */
    void observe(String phase, List<Extraction.Example> examples, Observing asked, SumsVisitor visitor)
            throws InterruptedException {
        portions(
                phase,
                examples,
                (first, portion) -> model.observe(
                        tokens(portion),
                        adapterDigest,
                        new Observing(
                                asked.confidence(),
                                asked.bans(),
                                asked.folds(),
                                row -> asked.foldOfRow().applyAsInt(first + row),
                                asked.sums()),
                        visiting(portion, visitor)));
    }

    private interface Portion {
        void run(int first, List<Extraction.Example> portion);
    }

    private void portions(String phase, List<Extraction.Example> examples, Portion work) throws InterruptedException {
        long begin = System.nanoTime();
        long tokens = 0; // of this run; base and warm of one position count once
        show(phase, 0, examples.size(), null, null);
        for (int first = 0; first < examples.size(); first += PORTION) {
            context.stopIfAsked();
            List<Extraction.Example> portion = examples.subList(first, Math.min(first + PORTION, examples.size()));
            work.run(first, portion);
            tokens += portion.stream()
                    .mapToLong(example -> example.tokens().length())
                    .sum();
            double seconds = (System.nanoTime() - begin) / 1e9;
            int done = first + portion.size();
            show(phase, done, examples.size(), tokens / seconds, seconds / done * (examples.size() - done));
        }
        NativeHeap.trim(); // once a pass: a portion's memory serves the next one
        allTokens += tokens;
        allSeconds += (System.nanoTime() - begin) / 1e9;
    }

    private static List<TokenRow> tokens(List<Extraction.Example> portion) {
        return portion.stream().map(Extraction.Example::tokens).toList();
    }

    /** Of all runs so far, prompts included; 0 before the first. */
    double tokensPerSecond() {
        return allSeconds == 0 ? 0 : allTokens / allSeconds;
    }

    private static CompletionVisitor visiting(List<Extraction.Example> portion, Visitor visitor) {
        return new CompletionVisitor() {
            private int current = -1;

            @Override
            public void token(int row, int token, int gold, float[] warm, float[] base) {
                if (row != current) {
                    current = row;
                    visitor.example(portion.get(row));
                }
                visitor.token(gold, warm, base);
            }
        };
    }

    private static AnswerVisitor visiting(List<Extraction.Example> portion, SumsVisitor visitor) {
        return new AnswerVisitor() {
            private int current = -1;

            @Override
            public void token(int row, int token, AnswerToken answer) {
                if (row != current) {
                    current = row;
                    visitor.example(portion.get(row));
                }
                visitor.token(answer);
            }
        };
    }

    private void show(String phase, int done, int total, Double rate, Double remaining) {
        context.progress(
                new Progress(phase, done, total, rate, remaining, null, null, null, job.attempt(), job.fence(), null));
    }
}
