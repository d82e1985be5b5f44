package dev.steerstream.core.decoding.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.adjustment.Adjustments;
import dev.steerstream.core.adjustment.LogitBias;
import dev.steerstream.core.adjustment.Penalties;
import dev.steerstream.core.decoding.batch.BeamTask;
import dev.steerstream.core.decoding.batch.ContinuousBatch;
import dev.steerstream.core.decoding.batch.GenerationTask;
import dev.steerstream.core.decoding.sequence.HashModel;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class BeamSearchPropertyTest {
    /** A question that can be asked again and again. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ask(int[] prompt, GenerationSpecification specification, int width, double lengthPenalty) {
        SequenceSpecification sequence() {
            Mode mode = specification.steering().mode();
            return new SequenceSpecification(
                    prompt,
                    mode == Mode.BASE ? null : "adapter",
                    mode == Mode.BASE ? Rows.BASE : mode == Mode.WARM ? Rows.WARM : Rows.BOTH,
                    prompt.length + specification.maxTokens(),
                    true);
        }

        BeamTask task(String request, BeamListener listener) {
            return new BeamTask(
                    request,
                    sequence(),
                    new BeamSearch(specification, ByteText.letters(), width, width, lengthPenalty),
                    listener);
        }
    }

    private static Ask ask(Random random, int width, double lengthPenalty) {
        Steering steering =
                switch (random.nextInt(4)) {
                    case 0 -> Steering.base();
                    case 1 -> Steering.warm();
                    case 2 -> Steering.steered(-3, 0.05);
                    default -> Steering.steered(2, 0);
                };
        int maxTokens = 1 + random.nextInt(8);
        return new Ask(
                random.ints(1 + random.nextInt(4), 2, 40).toArray(),
                GenerationSpecification.of(steering, SamplingParameters.greedy(), maxTokens, Set.of(HashModel.END))
                        .withMinTokens(random.nextInt(maxTokens + 1)),
                width,
                lengthPenalty);
    }

    private static BeamRecorder alone(Ask ask) {
        HashModel model = new HashModel();
        BeamRecorder recorder = new BeamRecorder();
        try (ContinuousBatch batch = new ContinuousBatch(model, ask.width, 1)) {
            batch.submit(ask.task("alone", recorder));
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(model.openSequences()).isZero();
        return recorder;
    }

    private static List<Integer> tokens(BeamAnswer answer) {
        return Arrays.stream(answer.outcome().trace().tokens()).boxed().toList();
    }

    @Property(tries = 150)
    void theBestAnswersAreThoseOfTheNaiveSearch(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int width,
            @ForAll @DoubleRange(min = -1, max = 2) double lengthPenalty) {
        Ask ask = ask(new Random(seed), width, lengthPenalty);
        List<NaiveBeams.Hypothesis> expected =
                NaiveBeams.search(ask.sequence(), ask.specification, width, lengthPenalty);
        List<BeamAnswer> answers = alone(ask).answers;
        assertThat(answers)
                .extracting(BeamSearchPropertyTest::tokens)
                .isEqualTo(expected.stream().map(NaiveBeams.Hypothesis::tokens).toList());
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).outcome().score().orElseThrow())
                    .isCloseTo(expected.get(i).score(lengthPenalty), within(1e-9));
        }
    }

    @Property(tries = 100)
    void widthOneIsGreedyDecodingWithBiasPenaltiesAndStopStrings(@ForAll long seed) {
        Random random = new Random(seed);
        Ask plain = ask(random, 1, random.nextDouble());
        Ask ask = new Ask(
                plain.prompt,
                plain.specification
                        .withStops(List.of("b3", "zz"))
                        .withTopTokens(3)
                        .withAdjustments(new Adjustments(
                                new LogitBias(java.util.Map.of(random.nextInt(48), 2.0)),
                                new Penalties(1.3, 0.2, 0.1, plain.prompt))),
                1,
                plain.lengthPenalty);
        Recorder greedy = new Recorder();
        try (ContinuousBatch batch = new ContinuousBatch(new HashModel(), 1, 1)) {
            batch.submit(new GenerationTask(
                    "greedy", ask.sequence(), new Generation(ask.specification, ByteText.letters()), greedy));
            while (batch.load() > 0) {
                batch.step();
            }
        }
        BeamAnswer best = alone(ask).answers.get(0);
        assertThat(best.tokens()).isEqualTo(greedy.tokens);
        assertThat(best.outcome().text()).isEqualTo(greedy.outcome.text());
        assertThat(best.outcome().finishReason()).isEqualTo(greedy.outcome.finishReason());
        assertThat(best.outcome().changedTokens()).isEqualTo(greedy.outcome.changedTokens());
        assertThat(best.outcome().trace().steeredLogProbabilities())
                .isEqualTo(greedy.outcome.trace().steeredLogProbabilities());
    }

    /** With three tokens and three places there are 15 answers: beams for all of them miss none. */
    @Property(tries = 60)
    void aSearchAsWideAsAllAnswersFindsTheBestOfThem(
            @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 2) double lengthPenalty) {
        Random random = new Random(seed);
        TokenBans bans = TokenBans.padded(4).with(0);
        Ask ask = new Ask(
                random.ints(2, 2, 40).toArray(),
                GenerationSpecification.of(
                                random.nextBoolean() ? Steering.base() : Steering.steered(-3, 0),
                                SamplingParameters.greedy(),
                                3,
                                Set.of(HashModel.END))
                        .withBans(bans),
                16,
                lengthPenalty);
        List<BeamAnswer> answers = alone(ask).answers;
        List<NaiveBeams.Hypothesis> all = NaiveBeams.search(ask.sequence(), ask.specification, 1000, lengthPenalty);
        assertThat(all).hasSize(15);
        assertThat(answers)
                .extracting(BeamSearchPropertyTest::tokens)
                .isEqualTo(all.stream().map(NaiveBeams.Hypothesis::tokens).toList());
    }

    @Property(tries = 40)
    void searchesThatShareABatchEqualThoseAloneBitForBitAndLeaveNothingOpen(@ForAll long seed) {
        Random random = new Random(seed);
        HashModel model = new HashModel();
        List<Ask> asks = IntStream.range(0, 6)
                .mapToObj(i -> ask(random, 1 + random.nextInt(4), 1))
                .toList();
        List<BeamRecorder> recorders = new ArrayList<>();
        try (ContinuousBatch batch = new ContinuousBatch(model, 4 + random.nextInt(5), 2)) {
            for (Ask ask : asks) {
                recorders.add(new BeamRecorder());
                batch.submit(ask.task("r" + recorders.size(), recorders.get(recorders.size() - 1)));
                batch.step();
            }
            while (batch.load() > 0) {
                batch.step();
            }
        }
        assertThat(model.openSequences()).isZero();
        assertThat(model.largestBatch).isLessThanOrEqualTo(8);
        for (int i = 0; i < asks.size(); i++) {
            List<BeamAnswer> expected = alone(asks.get(i)).answers;
            List<BeamAnswer> answers = recorders.get(i).answers;
            assertThat(answers).hasSameSizeAs(expected);
            for (int j = 0; j < answers.size(); j++) {
                assertThat(tokens(answers.get(j))).isEqualTo(tokens(expected.get(j)));
                assertThat(answers.get(j).outcome().score())
                        .isEqualTo(expected.get(j).outcome().score());
                assertThat(answers.get(j).outcome().trace().steeredLogProbabilities())
                        .isEqualTo(expected.get(j).outcome().trace().steeredLogProbabilities());
            }
        }
    }
}
