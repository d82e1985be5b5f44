package dev.steerstream.core.decoding.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.generation.ByteText;
import dev.steerstream.core.decoding.generation.FinishReason;
import dev.steerstream.core.decoding.generation.GeneratedToken;
import dev.steerstream.core.decoding.generation.Generation;
import dev.steerstream.core.decoding.generation.GenerationListener;
import dev.steerstream.core.decoding.generation.GenerationOutcome;
import dev.steerstream.core.decoding.generation.GenerationSpecification;
import dev.steerstream.core.decoding.generation.Recorder;
import dev.steerstream.core.decoding.sequence.ContextExceededException;
import dev.steerstream.core.decoding.sequence.HashModel;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.distribution.NonFiniteLogitsException;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ContinuousBatchTest {
    /** One answer's description, from which a fresh task can be made again and again. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ask(int[] prompt, GenerationSpecification specification) {
        GenerationTask task(String request, GenerationListener listener) {
            Mode mode = specification.steering().mode();
            Rows rows = mode == Mode.BASE ? Rows.BASE : mode == Mode.WARM ? Rows.WARM : Rows.BOTH;
            return new GenerationTask(
                    request,
                    new SequenceSpecification(
                            prompt,
                            rows == Rows.BASE ? null : "adapter" + prompt[0] % 2,
                            rows,
                            prompt.length + specification.maxTokens(),
                            true),
                    new Generation(specification, ByteText.letters()),
                    listener);
        }
    }

    private static Ask ask(Random random) {
        int[] prompt = random.ints(1 + random.nextInt(5), 2, 40).toArray();
        Steering steering =
                switch (random.nextInt(4)) {
                    case 0 -> Steering.base();
                    case 1 -> Steering.warm();
                    case 2 -> Steering.steered(-6, 0.1);
                    default -> Steering.steered(4, 0);
                };
        SamplingParameters sampling = random.nextBoolean()
                ? SamplingParameters.greedy()
                : new SamplingParameters(0.9, random.nextInt(12), 0.9, 0.02, random.nextLong());
        return new Ask(
                prompt,
                GenerationSpecification.of(steering, sampling, 1 + random.nextInt(25), Set.of(HashModel.END))
                        .withChoice(random.nextInt(3))
                        .withStops(List.of("b3", "zz")));
    }

    private static Recorder alone(Ask ask) {
        Recorder recorder = new Recorder();
        try (ContinuousBatch batch = new ContinuousBatch(new HashModel(), 1, 1)) {
            batch.submit(ask.task("alone", recorder));
            while (batch.load() > 0) {
                batch.step();
            }
        }
        return recorder;
    }

    private static void assertSame(Recorder one, Recorder other) {
        assertThat(other.tokens).isEqualTo(one.tokens);
        assertThat(other.outcome.text()).isEqualTo(one.outcome.text());
        assertThat(other.outcome.finishReason()).isEqualTo(one.outcome.finishReason());
        assertThat(other.outcome.changedTokens()).isEqualTo(one.outcome.changedTokens());
        assertThat(other.outcome.trace().tokens()).isEqualTo(one.outcome.trace().tokens());
        assertThat(other.outcome.trace().steeredLogProbabilities())
                .isEqualTo(one.outcome.trace().steeredLogProbabilities());
        assertThat(other.outcome.trace().baseLogProbabilities())
                .isEqualTo(one.outcome.trace().baseLogProbabilities());
    }

    @Property(tries = 30)
    void answersThatJoinAndLeaveABatchEqualThoseAloneBitForBit(@ForAll long seed) {
        Random random = new Random(seed);
        HashModel model = new HashModel();
        List<Ask> asks = new ArrayList<>();
        List<Recorder> recorders = new ArrayList<>();
        try (ContinuousBatch batch = new ContinuousBatch(model, 1 + random.nextInt(6), 1 + random.nextInt(3))) {
            while (asks.size() < 12 || batch.load() > 0) {
                for (int arrivals = random.nextInt(3); arrivals > 0 && asks.size() < 12; arrivals--) {
                    Ask ask = ask(random);
                    Recorder recorder = new Recorder();
                    batch.submit(ask.task("request " + asks.size(), recorder));
                    asks.add(ask);
                    recorders.add(recorder);
                }
                batch.step();
            }
        }
        assertThat(model.openSequences()).isZero();
        for (int i = 0; i < asks.size(); i++) {
            assertSame(alone(asks.get(i)), recorders.get(i));
            assertThat(recorders.get(i).streamed())
                    .isEqualTo(recorders.get(i).outcome.text());
        }
    }

    @Example
    void anAnswerForWhichMemoryHasNoRoomWaitsForOthersAndLaterOnesWaitBehindIt() {
        GenerationSpecification specification =
                GenerationSpecification.of(Steering.steered(-6, 0.1), SamplingParameters.greedy(), 18, Set.of());
        HashModel model = new HashModel();
        model.room = 2 * 20;
        List<Recorder> recorders = new ArrayList<>();
        try (ContinuousBatch batch = new ContinuousBatch(model, 8, 8)) {
            for (int i = 0; i < 7; i++) {
                recorders.add(new Recorder());
                batch.submit(new Ask(new int[] {3 + i, 4}, specification).task("request " + i, recorders.get(i)));
            }
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(model.largestBatch).isEqualTo(2);
        assertThat(recorders).allSatisfy(recorder -> assertThat(recorder.tokens).hasSize(18));
    }

    @Example
    void aFailureFailsOnlyItsOwnAnswer() {
        HashModel model = new HashModel();
        GenerationSpecification specification =
                GenerationSpecification.of(Steering.steered(-6, 0.1), SamplingParameters.greedy(), 20, Set.of());
        Recorder healthy = new Recorder();
        Recorder poisoned = new Recorder();
        Recorder broken = new Recorder();
        Recorder listening = new Recorder();
        try (ContinuousBatch batch = new ContinuousBatch(model, 8, 8)) {
            batch.submit(new Ask(new int[] {3, 4}, specification).task("healthy", healthy));
            batch.submit(new Ask(new int[] {HashModel.POISON, 4}, specification).task("poisoned", poisoned));
            batch.submit(new Ask(new int[] {HashModel.BROKEN, 4}, specification).task("broken", broken));
            batch.submit(new Ask(new int[] {3, 4}, specification).task("throwing", new GenerationListener() {
                @Override
                public void onToken(GeneratedToken token) {
                    throw new IllegalStateException("The listener throws.");
                }

                @Override
                public void onFinished(GenerationOutcome outcome) {
                    listening.onFinished(outcome);
                }

                @Override
                public void onFailed(Throwable failure) {
                    listening.onFailed(failure);
                }
            }));
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(healthy.outcome.trace().size()).isEqualTo(20);
        assertSame(alone(new Ask(new int[] {3, 4}, specification)), healthy);
        assertThat(poisoned.failure)
                .isInstanceOf(NonFiniteLogitsException.class)
                .hasMessageContaining("warm logit of token 9 at answer position 3 is NaN");
        assertThat(poisoned.tokens).hasSize(3);
        assertThat(broken.failure).hasMessage("The prompt breaks the model.");
        assertThat(listening.failure).hasMessage("The listener throws.");
        assertThat(model.openSequences()).isZero();
    }

    @Example
    void whereTheStepItselfThrowsAllInItFailAndTheNextOnesRun() {
        HashModel model = new HashModel();
        GenerationSpecification specification =
                GenerationSpecification.of(Steering.warm(), SamplingParameters.greedy(), 9, Set.of());
        Recorder breaking = new Recorder();
        Recorder beside = new Recorder();
        Recorder later = new Recorder();
        try (ContinuousBatch batch = new ContinuousBatch(model, 2, 2)) {
            batch.submit(new Ask(new int[] {HashModel.BROKEN - 2, 4}, specification).task("breaking", breaking));
            batch.submit(new Ask(new int[] {3, 4}, specification).task("beside", beside));
            batch.submit(new Ask(new int[] {5, 4}, specification).task("later", later));
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(breaking.failure).hasMessage("The step breaks the model.");
        assertThat(beside.failure).isSameAs(breaking.failure);
        assertThat(later.outcome.trace().size()).isEqualTo(9);
        assertThat(model.openSequences()).isZero();
    }

    @Example
    void cancellingEndsWaitingAndRunningAnswersOfThatRequestOnly() {
        HashModel model = new HashModel();
        GenerationSpecification specification =
                GenerationSpecification.of(Steering.warm(), SamplingParameters.greedy(), 12, Set.of());
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        Recorder waiting = new Recorder();
        try (ContinuousBatch batch = new ContinuousBatch(model, 2, 2)) {
            batch.submit(new Ask(new int[] {3}, specification).task("a", first));
            batch.submit(new Ask(new int[] {4}, specification).task("b", second));
            batch.submit(new Ask(new int[] {5}, specification).task("a", waiting));
            batch.step();
            batch.step();
            batch.cancel("a");
            batch.cancel("unknown");
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(first.outcome.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(first.outcome.trace().size()).isEqualTo(2);
        assertThat(first.outcome.text()).isEqualTo(first.streamed());
        assertThat(waiting.outcome.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(waiting.outcome.trace().size()).isZero();
        assertThat(second.outcome.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(model.openSequences()).isZero();
    }

    @Example
    void closingEndsEverything() {
        HashModel model = new HashModel();
        Recorder recorder = new Recorder();
        ContinuousBatch batch = new ContinuousBatch(model, 2, 2);
        batch.submit(new Ask(
                        new int[] {3},
                        GenerationSpecification.of(Steering.warm(), SamplingParameters.greedy(), 12, Set.of()))
                .task("a", recorder));
        batch.step();
        batch.close();
        assertThat(recorder.outcome.finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(model.openSequences()).isZero();
        assertThat(batch.load()).isZero();
    }

    @Example
    void theChoicesOfOneRequestDrawTheirOwnRandomness() {
        SamplingParameters sampling = new SamplingParameters(1.5, 0, 1, 0, 77);
        Supplier<GenerationSpecification> specification =
                () -> GenerationSpecification.of(Steering.warm(), sampling, 15, Set.of());
        Set<String> texts = new HashSet<>();
        for (int choice = 0; choice < 6; choice++) {
            Recorder once = alone(new Ask(new int[] {3, 9}, specification.get().withChoice(choice)));
            Recorder again = alone(new Ask(new int[] {3, 9}, specification.get().withChoice(choice)));
            assertSame(once, again);
            texts.add(once.outcome.text());
        }
        assertThat(texts).hasSize(6);
    }

    @Example
    void batchesReallyBatch() {
        HashModel model = new HashModel();
        GenerationSpecification specification =
                GenerationSpecification.of(Steering.warm(), SamplingParameters.greedy(), 10, Set.of());
        try (ContinuousBatch batch = new ContinuousBatch(model, 4, 4)) {
            for (int i = 0; i < 4; i++) {
                batch.submit(new Ask(new int[] {2 + i}, specification).task("r" + i, new Recorder()));
            }
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(model.largestBatch).isEqualTo(4);
        assertThat(model.steps).isEqualTo(9);
    }

    @Example
    void whatDoesNotFitIsRefusedAtTheDoor() {
        ContinuousBatch batch = new ContinuousBatch(new HashModel(), 1, 1);
        GenerationSpecification specification =
                GenerationSpecification.of(Steering.warm(), SamplingParameters.greedy(), 255, Set.of());
        assertThatThrownBy(() -> batch.submit(new Ask(new int[] {3, 4}, specification).task("long", new Recorder())))
                .isInstanceOf(ContextExceededException.class)
                .hasMessageContaining("257")
                .hasMessageContaining("256");
        assertThatThrownBy(() -> new GenerationTask(
                        "rows",
                        new SequenceSpecification(new int[] {1}, "a", Rows.WARM, 300, false),
                        new Generation(
                                GenerationSpecification.of(
                                        Steering.steered(1, 0), SamplingParameters.greedy(), 5, Set.of()),
                                ByteText.letters()),
                        new Recorder()))
                .hasMessageContaining("STEERED does not run on rows WARM");
        assertThatThrownBy(() -> new SequenceSpecification(new int[0], null, Rows.BASE, 10, false))
                .hasMessageContaining("no tokens");
        assertThatThrownBy(() -> new SequenceSpecification(new int[1], null, Rows.BOTH, 10, false))
                .hasMessageContaining("digest");
    }
}
