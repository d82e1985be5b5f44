package dev.steerstream.cli.engine.bench;

import dev.steerstream.core.decoding.batch.ContinuousBatch;
import dev.steerstream.core.decoding.batch.GenerationTask;
import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.generation.TokenText;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceModel;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Greedy answers of a fixed length, timed as the platform decodes them: through the continuous batch, tokens chosen and traced. */
final class DecodingBench {
    private final SequenceModel model;

    DecodingBench(SequenceModel model) {
        this.model = model;
    }

    /** @param seconds from every answer's first token to the last of all; tokens chosen in them */
    record Timed(int tokens, double seconds, List<int[]> answers) {
        double rate() {
            return tokens / seconds;
        }
    }

    /**
     * @param prompts one answer each
     * @param adapters digest of each answer's adapter
     * @param drafting whether answers are guessed ahead
     * @param endOfText ids that end an answer before its length
     */
    Timed run(
            List<int[]> prompts,
            List<String> adapters,
            Steering steering,
            int length,
            boolean drafting,
            Set<Integer> endOfText,
            boolean together) {
        int tokens = 0;
        double seconds = 0;
        List<int[]> answers = new ArrayList<>();
        int size = together ? prompts.size() : 1;
        try (ContinuousBatch batch = new ContinuousBatch(model, size, size, drafting)) {
            for (int first = 0; first < prompts.size(); first += size) {
                List<Collected> group = new ArrayList<>();
                for (int i = first; i < first + size; i++) {
                    Collected collected = new Collected();
                    group.add(collected);
                    batch.submit(task(prompts.get(i), adapters.get(i), steering, length, endOfText, collected));
                }
                int running = batch.step(); // opens: prompts, and every answer's first token
                long started = System.nanoTime();
                while (running > 0) {
                    running = batch.step();
                }
                seconds += (System.nanoTime() - started) / 1e9;
                for (Collected collected : group) {
                    answers.add(collected.tokens());
                    tokens += collected.tokens().length - 1;
                }
            }
        }
        return new Timed(tokens, seconds, answers);
    }

    private GenerationTask task(
            int[] prompt, String adapter, Steering steering, int length, Set<Integer> endOfText, Collected collected) {
        Rows rows = steering.mode() == Mode.BASE ? Rows.BASE : steering.mode() == Mode.WARM ? Rows.WARM : Rows.BOTH;
        return new GenerationTask(
                "bench",
                new SequenceSpecification(prompt, rows.warm() ? adapter : null, rows, prompt.length + length, false),
                new Generation(
                        GenerationSpecification.of(steering, SamplingParameters.greedy(), length, endOfText),
                        new NoText()),
                collected);
    }

    /** Text is the tokenizer's work, and not measured here. */
    private static final class NoText implements TokenText {
        @Override
        public String append(int token) {
            return "";
        }

        @Override
        public String finish() {
            return "";
        }

        @Override
        public TokenText fork() {
            return this;
        }
    }

    private static final class Collected implements GenerationListener {
        private GenerationOutcome outcome;

        int[] tokens() {
            return outcome.trace().tokens();
        }

        @Override
        public void onToken(GeneratedToken token) {
            // the outcome has all of them
        }

        @Override
        public void onFinished(GenerationOutcome finished) {
            outcome = finished;
        }

        @Override
        public void onFailed(Throwable failure) {
            throw new IllegalStateException("An answer of the benchmark failed.", failure);
        }
    }
}
