package dev.steerstream.core.decoding.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.batch.BeamTask;
import dev.steerstream.core.decoding.batch.ContinuousBatch;
import dev.steerstream.core.decoding.sequence.HashModel;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Steering;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BeamSearchTest {
    private static GenerationSpecification warm(int maxTokens) {
        return GenerationSpecification.of(
                Steering.warm(), SamplingParameters.greedy(), maxTokens, Set.of(HashModel.END));
    }

    private static BeamTask task(int first, int width, int maxTokens, BeamListener listener) {
        return new BeamTask(
                "beams",
                new SequenceSpecification(new int[] {first, 4}, "adapter", Rows.WARM, 2 + maxTokens, true),
                new BeamSearch(warm(maxTokens), ByteText.letters(), width, Math.min(2, width), 1),
                listener);
    }

    @Test
    void theNBestComeBestFirstWithTheirTextWhole() {
        BeamRecorder recorder = new BeamRecorder();
        try (ContinuousBatch batch = new ContinuousBatch(new HashModel(), 4, 1)) {
            batch.submit(task(3, 4, 6, recorder));
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(recorder.answers).hasSize(2);
        assertThat(recorder.answers.get(0).outcome().score().orElseThrow())
                .isGreaterThanOrEqualTo(
                        recorder.answers.get(1).outcome().score().orElseThrow());
        for (BeamAnswer answer : recorder.answers) {
            StringBuilder streamed = new StringBuilder();
            answer.tokens().forEach(token -> streamed.append(token.text()));
            assertThat(streamed.toString()).isEqualTo(answer.outcome().text());
        }
    }

    @Test
    void aCancelledSearchGivesWhatItsBeamsHave() {
        HashModel model = new HashModel();
        BeamRecorder running = new BeamRecorder();
        BeamRecorder waiting = new BeamRecorder();
        try (ContinuousBatch batch = new ContinuousBatch(model, 4, 1)) {
            batch.submit(task(3, 3, 20, running));
            batch.submit(task(3, 2, 20, waiting));
            batch.step();
            batch.step();
            batch.cancel("beams");
            batch.step();
            assertThat(batch.load()).isZero();
        }
        assertThat(running.answers).hasSize(2).allSatisfy(answer -> assertThat(
                        answer.outcome().trace().size())
                .isPositive());
        assertThat(waiting.answers).hasSize(1).allSatisfy(answer -> {
            assertThat(answer.outcome().finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(answer.outcome().trace().size()).isZero();
        });
        assertThat(model.openSequences()).isZero();
    }

    @Test
    void aFailureOfOneBeamFailsTheSearchAndNothingElse() {
        HashModel model = new HashModel();
        BeamRecorder poisoned = new BeamRecorder();
        BeamRecorder healthy = new BeamRecorder();
        try (ContinuousBatch batch = new ContinuousBatch(model, 6, 2)) {
            batch.submit(task(HashModel.POISON, 3, 20, poisoned));
            batch.submit(task(3, 3, 8, healthy));
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(poisoned.failure).hasMessageContaining("NaN");
        assertThat(healthy.answers).hasSize(2);
        assertThat(model.openSequences()).isZero();
    }

    @Test
    void whatCannotBeSearchedIsRefusedByName() {
        GenerationSpecification sampled =
                GenerationSpecification.of(Steering.warm(), new SamplingParameters(0.5, 0, 1, 0, 1), 5, Set.of());
        assertThatThrownBy(() -> new BeamSearch(sampled, ByteText.letters(), 2, 1, 1))
                .hasMessageContaining("temperature is 0.5");
        assertThatThrownBy(() -> new BeamSearch(warm(5), ByteText.letters(), 2, 3, 1))
                .hasMessageContaining("asked for 3 answers");
        assertThatThrownBy(() -> new BeamSearch(warm(5), ByteText.letters(), 2, 1, Double.NaN))
                .hasMessageContaining("length penalty is NaN");
        ContinuousBatch narrow = new ContinuousBatch(new HashModel(), 2, 1);
        assertThatThrownBy(() -> narrow.submit(task(3, 3, 5, new BeamRecorder())))
                .hasMessageContaining("searches 3 beams, but the batch has 2 places");
        assertThat(narrow.load()).isZero();
        assertThat(List.of(narrow.step())).containsExactly(0);
    }
}
