package dev.steerstream.core.decoding.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.generation.ByteText;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.generation.Recorder;
import dev.steerstream.core.decoding.sequence.HashModel;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DraftingTest {
    private static GenerationTask task(int[] prompt, int length, Steering steering, GenerationListener listener) {
        return new GenerationTask(
                "request",
                new SequenceSpecification(prompt, "adapter", Rows.BOTH, prompt.length + length, false),
                new Generation(
                        GenerationSpecification.of(
                                steering, SamplingParameters.greedy(), length, Set.of(HashModel.END)),
                        ByteText.letters()),
                listener);
    }

    /** So that a drafted token that were steered as one of another place would be another. */
    private static Steering byPosition() {
        return new Steering(
                Mode.STEERED,
                List.of(new Term(Directions.named("delta[0,3)"), -6), new Term(Directions.named("delta[3,)"), 4)),
                0.1,
                Steering.REMOVE);
    }

    /** Every prompt twice, one answer after the other on one batch: the second time its answer is in the drafts' memory. */
    private static List<Recorder> answers(HashModel model, boolean drafting) {
        Random random = new Random(3);
        List<Recorder> recorders = new ArrayList<>();
        try (ContinuousBatch batch = new ContinuousBatch(model, 1, 1, drafting)) {
            for (int i = 0; i < 40; i++) {
                int[] prompt = random.ints(1 + random.nextInt(5), 2, 40).toArray();
                int length = 1 + random.nextInt(30);
                Steering steering = random.nextBoolean() ? Steering.warm() : byPosition();
                for (int again = 0; again < 2; again++) {
                    Recorder recorder = new Recorder();
                    recorders.add(recorder);
                    batch.submit(task(prompt, length, steering, recorder));
                    while (batch.load() > 0) {
                        batch.step();
                    }
                }
            }
        }
        return recorders;
    }

    @Test
    void draftedAnswersAreTheUndraftedOnesTokenForTokenInFewerSteps() {
        HashModel plain = new HashModel();
        HashModel drafted = new HashModel();
        drafted.drafts = 5;
        List<Recorder> expected = answers(plain, true);
        List<Recorder> actual = answers(drafted, true);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).failure).isNull();
            assertThat(actual.get(i).tokens).isEqualTo(expected.get(i).tokens);
            assertThat(actual.get(i).outcome.trace().steeredLogProbabilities())
                    .isEqualTo(expected.get(i).outcome.trace().steeredLogProbabilities());
        }
        assertThat(drafted.blocks).isPositive();
        assertThat(drafted.steps).isLessThan(plain.steps * 3 / 4);
        assertThat(drafted.openSequences()).isZero();
    }

    @Test
    void withoutDraftingNoBlockRuns() {
        HashModel model = new HashModel();
        model.drafts = 5;
        answers(model, false);
        assertThat(model.blocks).isZero();
    }

    @Test
    void aProposalIsWhatFollowedTheLatestEqualTokens() {
        Drafts drafts = new Drafts();
        assertThat(drafts.propose("a", new int[] {1, 2, 3, 1, 2}, 3)).containsExactly(3, 1, 2);
        assertThat(drafts.propose("a", new int[] {1, 2, 3}, 3)).isEmpty();
        drafts.remember("a", new int[] {7, 8}, new int[] {1, 2, 9, 9});
        assertThat(drafts.propose("a", new int[] {1, 2, 3, 1, 2}, 1)).containsExactly(9);
        assertThat(drafts.propose("a", new int[] {5, 7, 8}, 9)).containsExactly(1, 2, 9, 9);
        assertThat(drafts.propose("b", new int[] {5, 7, 8}, 9)).isEmpty();
        drafts.remember(null, new int[] {7, 8}, new int[] {1, 2});
        assertThat(drafts.propose(null, new int[] {5, 7, 8}, 9)).isEmpty();
    }

    @Test
    void theMemoryOfAnAdapterIsBounded() {
        Drafts drafts = new Drafts();
        for (int i = 0; i < 100; i++) {
            int[] answer = new int[1000];
            java.util.Arrays.setAll(answer, place -> place);
            answer[999] = 5000 + i;
            drafts.remember("a", new int[] {1, 2}, answer);
        }
        assertThat(drafts.propose("a", new int[] {996, 997, 998}, 2)).containsExactly(5099);
    }
}
