package dev.steerstream.evaluation.generation;

import dev.steerstream.core.decoding.batch.ContinuousBatch;
import dev.steerstream.core.decoding.batch.GenerationTask;
import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.text.IncrementalDecoder;
import java.util.ArrayList;
import java.util.List;

/** Decodes greedy answers to some prompts at once. Not thread-safe: the one thread that drives the model's sequences. */
public final class GreedyAnswers {
    private final LanguageModel model;
    private final String adapterDigest;
    private final TokenBans bans;
    private final int maximumTokens;

    /** @param maximumTokens of each answer */
    public GreedyAnswers(LanguageModel model, String adapterDigest, TokenBans bans, int maximumTokens) {
        this.model = model;
        this.adapterDigest = adapterDigest;
        this.bans = bans;
        this.maximumTokens = maximumTokens;
    }

    /** One answer a prompt, in their order. */
    public List<GeneratedAnswer> answers(List<int[]> prompts, Steering steering) {
        List<Collected> collected = new ArrayList<>();
        try (ContinuousBatch batch = new ContinuousBatch(model.sequences(), prompts.size(), prompts.size())) {
            for (int[] prompt : prompts) {
                Collected answer = new Collected();
                collected.add(answer);
                batch.submit(task(prompt, steering, answer));
            }
            int running = batch.step();
            while (running > 0) running = batch.step();
        }
        return collected.stream()
                .map(Collected::outcome)
                .map(GeneratedAnswer::of)
                .toList();
    }

    private GenerationTask task(int[] prompt, Steering steering, GenerationListener listener) {
        Mode mode = steering.mode();
        boolean withoutBase = mode == Mode.WARM
                || steering.terms().stream().noneMatch(term -> term.direction().needsBase());
        Rows rows = mode == Mode.BASE ? Rows.BASE : withoutBase ? Rows.WARM : Rows.BOTH;
        int room = Math.min(maximumTokens, model.config().contextLength() - prompt.length);
        GenerationSpecification specification = GenerationSpecification.of(
                        steering,
                        SamplingParameters.greedy(),
                        Math.max(1, room),
                        model.tokenizer().endOfTextIds())
                .withBans(bans);
        SequenceSpecification sequence = new SequenceSpecification(
                prompt, rows.warm() ? adapterDigest : null, rows, prompt.length + specification.maxTokens(), false);
        IncrementalDecoder text = new IncrementalDecoder(model.tokenizer(), true);
        return new GenerationTask("evaluation", sequence, new Generation(specification, text), listener);
    }

    private static final class Collected implements GenerationListener {
        private GenerationOutcome outcome;
        private Throwable failure;

        GenerationOutcome outcome() {
            if (failure instanceof RuntimeException unchecked) throw unchecked;
            if (failure != null) throw new IllegalStateException("An answer could not be generated.", failure);
            return outcome;
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
        public void onFailed(Throwable thrown) {
            failure = thrown;
        }
    }
}
