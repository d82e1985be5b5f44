package dev.steerstream.core.sampling;

import dev.steerstream.core.distribution.Candidates;

/**
 * Chooses one of the candidates. Sampling is by the Gumbel-max rule: {@code argmax z(v) / temperature + gumbel(seed, choice, place, v)} over
 * the kept tokens draws exactly from their softmax (Maddison, Tarlow and Minka, "A* Sampling", 2014). The noise belongs to the token, not
 * to the order or number of candidates: two distributions compared with the same seed differ only where they differ.
 *
 * <p>A reused workspace. Not thread-safe: one thread.
 */
public final class TokenSampler {
    private final RankedCandidates ranked;
    private final int[] kept;
    private int keptSize;

    public TokenSampler(int vocabularySize) {
        ranked = new RankedCandidates(vocabularySize);
        kept = new int[vocabularySize];
    }

    /**
     * @param candidates at least one, with finite logits; not changed
     * @param choice index of the answer among the n of a request
     * @param place index of the token in the answer
     */
    public Draw choose(Candidates candidates, SamplingParameters parameters, int choice, int place) {
        if (candidates.size() == 0) {
            throw new IllegalArgumentException("There is no candidate to choose at answer position " + place + ".");
        }
        if (parameters.isGreedy()) {
            return greedy(candidates);
        }
        int best = candidates.argmax();
        double max = candidates.logit(best);
        keep(candidates, parameters, max);
        return sample(candidates, parameters, best, max, CounterRandom.place(parameters.seed(), choice, place));
    }

    private static Draw greedy(Candidates candidates) {
        int best = candidates.argmax();
        double second = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            if (i != best && candidates.logit(i) > second) {
                second = candidates.logit(i);
            }
        }
        return new Draw(candidates.token(best), candidates.logit(best) - second);
    }

    private void keep(Candidates candidates, SamplingParameters parameters, double max) {
        int limit = parameters.topK() == 0 ? candidates.size() : Math.min(parameters.topK(), candidates.size());
        keptSize = 0;
        if (limit == candidates.size() && parameters.topP() == 1) {
            for (int i = 0; i < limit; i++) {
                kept[keptSize++] = i;
            }
        } else {
            keepRanked(candidates, parameters, max, limit);
        }
        keepProbable(candidates, parameters, max);
    }

    /** Takes the best until top-k is full or the mass, renormalised after top-k, reaches top-p. */
    private void keepRanked(Candidates candidates, SamplingParameters parameters, double max, int limit) {
        ranked.set(candidates);
        double total = 0;
        if (limit == candidates.size()) {
            for (int i = 0; i < limit; i++) {
                total += weight(candidates, i, max, parameters);
            }
        } else {
            for (int i = 0; i < limit; i++) {
                kept[i] = ranked.poll();
                total += weight(candidates, kept[i], max, parameters);
            }
        }
        boolean polled = limit < candidates.size();
        double sum = 0;
        while (keptSize < limit && (parameters.topP() == 1 || sum < parameters.topP() * total)) {
            int index = polled ? kept[keptSize] : ranked.poll();
            sum += weight(candidates, index, max, parameters);
            kept[keptSize++] = index;
        }
    }

    private static double weight(Candidates candidates, int index, double max, SamplingParameters parameters) {
        return Math.exp((candidates.logit(index) - max) / parameters.temperature());
    }

    private void keepProbable(Candidates candidates, SamplingParameters parameters, double max) {
        if (parameters.minP() == 0) {
            return;
        }
        double threshold = max + parameters.temperature() * Math.log(parameters.minP());
        int size = 0;
        for (int i = 0; i < keptSize; i++) {
            if (candidates.logit(kept[i]) >= threshold) {
                kept[size++] = kept[i];
            }
        }
        keptSize = size;
    }

    private Draw sample(Candidates candidates, SamplingParameters parameters, int best, double max, long place) {
        double temperature = parameters.temperature();
        int chosen = best;
        double first = CounterRandom.gumbel(place, candidates.token(best));
        double second = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < keptSize; i++) {
            int index = kept[i];
            double scaled = (candidates.logit(index) - max) / temperature;
            if (index == best || scaled + CounterRandom.LARGEST_GUMBEL < second) {
                continue; // not even the largest noise brings it to the second place
            }
            int token = candidates.token(index);
            double score = scaled + CounterRandom.gumbel(place, token);
            if (score > first || (score == first && token < candidates.token(chosen))) {
                second = first;
                first = score;
                chosen = index;
            } else if (score > second) {
                second = score;
            }
        }
        return new Draw(candidates.token(chosen), (first - second) * temperature);
    }
}
