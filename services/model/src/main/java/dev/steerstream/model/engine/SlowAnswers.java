package dev.steerstream.model.engine;

import dev.steerstream.core.distribution.Distribution;
import dev.steerstream.core.distribution.Logits;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.observation.TokenSummary;
import dev.steerstream.core.steering.RowsSummary;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Answer tokens from whole rows. */
final class SlowAnswers {
    private final Observing observing;
    private final Distribution warm;
    private final Distribution base;
    private final float[] delta;
    private final float[] ratio;

    SlowAnswers(Observing observing, int vocabularySize) {
        this.observing = observing;
        warm = new Distribution("warm", vocabularySize);
        base = new Distribution("base", vocabularySize);
        delta = new float[vocabularySize];
        ratio = new float[vocabularySize];
    }

    AnswerToken of(int fold, int gold, float[] warmRow, float[] baseRow) {
        warm.set(warmRow, 0);
        base.set(baseRow, 0);
        double divergence = warm.divergence(base);
        double[] logs = new double[delta.length];
        double[] ratios = new double[delta.length];
        double[] deltas = new double[delta.length];
        double best = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < delta.length; v++) {
            logs[v] = warm.logProbability(v);
            ratios[v] = logs[v] - base.logProbability(v);
            deltas[v] = warm.probability(v) * (divergence - ratios[v]);
            delta[v] = (float) deltas[v];
            ratio[v] = (float) ratios[v];
            best = observing.bans().bans(v) ? best : Math.max(best, warmRow[v]);
        }
        observing.means().add(fold, 1, delta, ratio);
        double least = best + Math.log(observing.confidence());
        int[] tokens = IntStream.range(0, delta.length)
                .filter(v -> warmRow[v] >= least)
                .toArray();
        float[] listedWarm = new float[tokens.length];
        float[] listedBase = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            listedWarm[i] = warmRow[tokens[i]];
            listedBase[i] = baseRow[tokens[i]];
        }
        return new AnswerToken(
                gold,
                base.logProbability(gold),
                warm.logProbability(gold),
                Logits.argmax(baseRow) == gold,
                Logits.argmax(warmRow) == gold,
                new RowsSummary(
                        observing.confidence(),
                        warm.maximum(),
                        warm.logSum(),
                        base.maximum(),
                        base.logSum(),
                        divergence,
                        tokens,
                        listedWarm,
                        listedBase),
                TokenSummary.ofLargest(logs[gold], deltas[gold], Arrays.copyOf(logs, logs.length), deltas, 0, 0, 0),
                TokenSummary.ofLargest(logs[gold], ratios[gold], logs, ratios, 0, 0, 0));
    }
}
