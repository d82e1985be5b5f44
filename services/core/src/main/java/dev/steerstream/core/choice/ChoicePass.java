package dev.steerstream.core.choice;

import dev.steerstream.core.distribution.Distribution;
import dev.steerstream.core.joint.SingleObjective;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.observation.ObservationBuilder;
import dev.steerstream.core.observation.Observations;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.SteeringStep;
import java.util.List;

/**
 * What a {@link ChoiceScan} needs of one pass over questions' answers: each token over the whole vocabulary, no mask, the tail lumped with a
 * stated bound. Use: {@link #answer}, then {@link #token} for each of its tokens, answer after answer; then {@link #scan}. Not
 * thread-safe: one thread.
 */
public final class ChoicePass {
    private final Direction direction;
    private final RowGroups answers = new RowGroups();
    private final Observations observations;
    private final ObservationBuilder builder;
    private final SteeringStep step;
    private final int vocabularySize;
    private int place;

    public ChoicePass(Direction direction, long maximumBytes, int vocabularySize) {
        this.direction = direction;
        this.vocabularySize = vocabularySize;
        observations = new Observations(answers, maximumBytes);
        builder = new ObservationBuilder(vocabularySize);
        step = new SteeringStep(vocabularySize);
    }

    /** An answer begins; the index that questions know it by is returned. */
    public int answer() {
        answers.begin(Integer.toString(answers.rows()));
        place = 0;
        return answers.group();
    }

    /**
     * Its next token.
     *
     * @param warmLogits {@code [vocab]}
     * @param baseLogits {@code [vocab]}
     */
    public void position(int gold, float[] warmLogits, float[] baseLogits) {
        step.load(place++, warmLogits, baseLogits);
        double[] vector = step.vector(direction);
        Distribution warm = step.warm();
        double mean = 0;
        builder.begin(vector.length);
        for (int v = 0; v < vector.length; v++) {
            double p = warm.probability(v);
            mean += p * vector[v];
            builder.add(p, warm.logProbability(v), vector[v], v == gold);
        }
        observations.add(builder.build(answers.group(), vector.length, warm.logProbability(gold), vector[gold], mean));
    }

    /** Its next token, whose sums over the vocabulary are known. */
    public void token(AnswerToken answer) {
        place++;
        observations.add(answer.unmasked(direction), vocabularySize);
    }

    public ChoiceScan scan(List<ChoiceQuestion> questions) {
        return new ChoiceScan(new SingleObjective(new StrengthObjective(observations)), questions);
    }
}
