package dev.steerstream.core.scoring;

import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;

/** Scores completions under one steering. A reused workspace; not thread-safe: one thread. */
public final class CompletionScorer {
    private final CompletionModel model;
    private final Steering steering;
    private final TokenBans bans;
    private final SteeringStep step;

    public CompletionScorer(CompletionModel model, Steering steering, TokenBans bans) {
        this.model = model;
        this.steering = steering;
        this.bans = bans;
        this.step = new SteeringStep(model.vocabularySize());
    }

    /**
     * @param prompt token ids, at least one
     * @param completion token ids
     * @param adapterDigest null where the steering's mode is BASE
     */
    public CompletionScore score(int[] prompt, int[] completion, String adapterDigest) {
        double[] base = new double[completion.length];
        double[] warm = new double[completion.length];
        double[] steered = new double[completion.length];
        model.run(prompt, completion, adapterDigest, (place, gold, warmLogits, baseLogits) -> {
            step.compute(steering, bans, place, warmLogits, baseLogits);
            base[place] = step.baseLogProbability(gold);
            warm[place] = step.warmLogProbability(gold);
            steered[place] = step.steeredLogProbability(gold);
        });
        return new CompletionScore(completion.clone(), base, warm, steered);
    }
}
