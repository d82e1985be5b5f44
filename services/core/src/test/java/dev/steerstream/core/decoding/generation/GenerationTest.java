package dev.steerstream.core.decoding.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Reference;
import dev.steerstream.core.adjustment.Adjustments;
import dev.steerstream.core.adjustment.LogitBias;
import dev.steerstream.core.adjustment.Penalties;
import dev.steerstream.core.decoding.guard.Guard;
import dev.steerstream.core.decoding.guard.GuardLimits;
import dev.steerstream.core.decoding.guard.GuardTrip;
import dev.steerstream.core.decoding.guard.Repetition;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GenerationTest {
    private static final int VOCABULARY = 8;
    private final DecodingWorkspace workspace = new DecodingWorkspace(VOCABULARY);

    private static byte[][] table(String... texts) {
        byte[][] table = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            table[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return table;
    }

    /** Feeds logits that make the given tokens the greedy choice, and returns the chunks. */
    private String[] feed(Generation generation, int... tokens) {
        String[] chunks = new String[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            float[] warm = new float[VOCABULARY];
            warm[tokens[i]] = 5;
            GeneratedToken token = generation.accept(new StepLogits(warm, null), workspace);
            assertThat(token.token()).isEqualTo(tokens[i]);
            assertThat(token.place()).isEqualTo(i);
            chunks[i] = token.text();
        }
        return chunks;
    }

    private static GenerationSpecification warm(int maxTokens) {
        return GenerationSpecification.of(Steering.warm(), SamplingParameters.greedy(), maxTokens, Set.of(7));
    }

    @Test
    void aStopStringAcrossTokenBordersEndsTheAnswerBeforeIt() {
        Generation generation = new Generation(
                warm(20).withStops(List.of("END", "\n\n")),
                new ByteText(table("a", "E", "N", "D!", "x\n", "\ny", "", "")));
        assertThat(feed(generation, 0, 1, 0, 1, 2, 3)).containsExactly("a", "", "Ea", "", "", "");
        assertThat(generation.finished()).isTrue();
        assertThat(generation.outcome().text()).isEqualTo("aEa");
        assertThat(generation.outcome().finishReason()).isEqualTo(FinishReason.STOP);

        Generation lines = new Generation(
                warm(20).withStops(List.of("END", "\n\n")),
                new ByteText(table("a", "E", "N", "D!", "x\n", "\ny", "", "")));
        assertThat(feed(lines, 4, 0, 4, 5)).containsExactly("x", "\na", "x", "");
        assertThat(lines.outcome().text()).isEqualTo("x\nax");
    }

    @Test
    void textHeldBackForAStopStringIsGivenOutWhenTheAnswerEndsOtherwise() {
        Generation generation = new Generation(
                warm(2).withStops(List.of("END")), new ByteText(table("a", "E", "", "", "", "", "", "")));
        assertThat(feed(generation, 0, 1)).containsExactly("a", "E");
        assertThat(generation.outcome().finishReason()).isEqualTo(FinishReason.LENGTH);
        Generation ended = new Generation(
                warm(9).withStops(List.of("END")), new ByteText(table("a", "E", "", "", "", "", "", "")));
        assertThat(feed(ended, 1, 7)).containsExactly("", "E");
        assertThat(ended.outcome().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(ended.outcome().trace().tokens()).containsExactly(1, 7);
    }

    @Test
    void aCharacterOfSeveralTokensComesWhole() {
        byte[] emoji = "😀".getBytes(StandardCharsets.UTF_8);
        byte[][] table = {{emoji[0]}, {emoji[1], emoji[2]}, {emoji[3]}, {'z'}, {}, {}, {}, {}};
        Generation generation = new Generation(warm(5), new ByteText(table));
        assertThat(feed(generation, 0, 1, 2, 3, 0)).containsExactly("", "", "😀", "z", "\uFFFD");
        assertThat(generation.outcome().text()).isEqualTo("😀z\uFFFD");
    }

    @Test
    void endOfTextIsBannedBeforeTheMinimumAndPaddedTokensAlways() {
        Generation generation = new Generation(
                warm(9).withMinTokens(2).withBans(TokenBans.padded(VOCABULARY).with(6)), ByteText.letters());
        float[] warm = {0, 0, 0, 3, 0, 0, 9, 5};
        assertThat(generation.accept(new StepLogits(warm, null), workspace).token())
                .isEqualTo(3);
        assertThat(generation.accept(new StepLogits(warm, null), workspace).token())
                .isEqualTo(3);
        assertThat(generation.accept(new StepLogits(warm, null), workspace).token())
                .isEqualTo(7);
        assertThat(generation.finished()).isTrue();
        assertThatThrownBy(() -> generation.accept(new StepLogits(warm, null), workspace))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void changedTokensAndLogProbabilitiesAreThoseOfTheFormulas() {
        float[] warm = {2.0f, 1.9f, -3, -3, -3, -3, -3, -9};
        float[] base = {4.0f, 0.0f, 0, 0, 0, 0, 0, 0};
        Generation generation = new Generation(
                GenerationSpecification.of(Steering.steered(-20, 0.1), SamplingParameters.greedy(), 3, Set.of(7))
                        .withAdjustments(new Adjustments(new LogitBias(Map.of(1, 0.25, 5, 50.0)), Penalties.none())),
                ByteText.letters());
        GeneratedToken token = generation.accept(new StepLogits(warm, base), workspace);
        double[] delta = Reference.delta(warm, base);
        double[] steered = {warm[0] - 20 * delta[0], warm[1] - 20 * delta[1]};
        assertThat(token.token()).isEqualTo(1); // a bias brings no masked token back
        TokenTrace trace = traceAfter(generation, warm, base);
        assertThat(trace.warmLogProbabilities()[0])
                .isCloseTo(Reference.logSoftmax(Reference.doubles(warm))[1], within(1e-12));
        assertThat(trace.baseLogProbabilities()[0])
                .isCloseTo(Reference.logSoftmax(Reference.doubles(base))[1], within(1e-12));
        assertThat(trace.steeredLogProbabilities()[0]).isCloseTo(Reference.logSoftmax(steered)[1], within(1e-12));
        // Warm with the same bias would have chosen token 5.
        assertThat(generation.outcome().changedTokens()).isEqualTo(3);
    }

    @Test
    void theMostProbableTokensAreThoseOfTheSteeredDistributionBestFirst() {
        float[] warm = {2.0f, 1.9f, 1.9f, -3, -3, -3, -3, -9};
        float[] base = {4.0f, 0.0f, 0, 0, 0, 0, 0, 0};
        Generation generation = new Generation(
                GenerationSpecification.of(Steering.steered(-2, 0.1), SamplingParameters.greedy(), 1, Set.of(7))
                        .withTopTokens(5)
                        .withAdjustments(new Adjustments(new LogitBias(Map.of(0, -90.0)), Penalties.none())),
                ByteText.letters());
        TopTokens top = traceAfter(generation, warm, base).alternatives().get(0);
        double[] delta = Reference.delta(warm, base);
        double[] steered =
                Reference.logSoftmax(new double[] {2 - 2 * delta[0], 1.9f - 2 * delta[1], 1.9f - 2 * delta[2]});
        assertThat(top.tokens()).containsExactly(1, 2, 0); // three survive, and the bias does not count
        for (int rank = 0; rank < 3; rank++) {
            assertThat(top.logProbability(rank)).isCloseTo(steered[top.token(rank)], within(1e-12));
        }
    }

    @Test
    void aRepetitionPenaltyOfThePromptAndAnswerMovesTheChoice() {
        Generation generation = new Generation(
                warm(4).withAdjustments(new Adjustments(LogitBias.none(), new Penalties(2, 0, 0, new int[] {0}))),
                ByteText.letters());
        float[] warm = {5, 4, 3, 0, 0, 0, 0, 0};
        traceAfter(generation, warm, null);
        // 0 is in the prompt: 5 / 2. Then 1 is taken and halved too, then 2.
        assertThat(generation.outcome().trace().tokens()).containsExactly(1, 2, 0, 0);
    }

    private TokenTrace traceAfter(Generation generation, float[] warm, float[] base) {
        while (!generation.finished()) {
            generation.accept(new StepLogits(warm, base), workspace);
        }
        return generation.outcome().trace();
    }

    @Test
    void strengthZeroChangesNothingAndNearTiesAreCounted() {
        float[] warm = {2.0f, 1.99999f, -3, -3, -3, -3, -3, -9};
        float[] base = {0, 4, 0, 0, 0, 0, 0, 0};
        Generation generation = new Generation(
                GenerationSpecification.of(Steering.steered(0, 0.1), SamplingParameters.greedy(), 3, Set.of(7))
                        .withNearTie(1e-3),
                ByteText.letters());
        traceAfter(generation, warm, base);
        assertThat(generation.outcome().changedTokens()).isZero();
        assertThat(generation.outcome().nearTies()).isEqualTo(3);
        assertThat(generation.outcome().guardTrip()).isEmpty();
    }

    @Test
    void anAnswerThatLeavesTheCalibratedDivergenceIsFinishedByWarm() {
        float[] warm = {2.0f, 1.9f, 1, 1, 1, 1, 1, -9};
        float[] base = {4.0f, 0, 0, 0, 0, 0, 0, 0};
        Generation generation = new Generation(
                GenerationSpecification.of(Steering.steered(-40, 0), SamplingParameters.greedy(), 12, Set.of(7))
                        .withGuard(new GuardLimits(1, 0.2)),
                ByteText.letters());
        int[] tokens = traceAfter(generation, warm, base).tokens();
        GuardTrip trip = generation.outcome().guardTrip().orElseThrow();
        assertThat(trip.reason()).isEqualTo(GuardTrip.Reason.DIVERGENCE);
        assertThat(trip.place()).isEqualTo(7);
        assertThat(trip.value()).isGreaterThan(0.2);
        assertThat(trip.sentence()).contains("0.2").contains("token 7");
        assertThat(tokens[7]).isNotZero();
        assertThat(tokens[8]).isZero();
        assertThat(generation.outcome().changedTokens()).isEqualTo(8);
    }

    @Test
    void anAnswerThatRepeatsItselfIsFinishedByWarmVisibly() {
        Generation generation = new Generation(
                GenerationSpecification.of(Steering.steered(-1, 0.1), SamplingParameters.greedy(), 40, Set.of(7))
                        .withGuard(new GuardLimits(0.5, Double.POSITIVE_INFINITY)),
                ByteText.letters());
        float[] row = {9, 0, 0, 0, 0, 0, 0, 0};
        traceAfter(generation, row, row);
        GuardTrip trip = generation.outcome().guardTrip().orElseThrow();
        assertThat(trip.reason()).isEqualTo(GuardTrip.Reason.REPETITION);
        assertThat(trip.place()).isEqualTo(Guard.FIRST_REPETITION - 1);
    }

    @Test
    void repetitionIsTheShareOfFourGramsSeenBefore() {
        assertThat(Repetition.rate(new int[] {1, 2, 3}, 0, 3)).isZero();
        assertThat(Repetition.rate(new int[] {1, 2, 3, 4, 5, 6, 7}, 0, 7)).isZero();
        assertThat(Repetition.rate(new int[] {1, 2, 3, 4, 1, 2, 3, 4}, 0, 8)).isEqualTo(0.2);
        assertThat(Repetition.rate(new int[] {5, 5, 5, 5, 5, 5, 5}, 0, 7)).isEqualTo(0.75);
        assertThat(Repetition.rate(new int[] {9, 5, 5, 5, 5, 5}, 1, 6)).isEqualTo(0.5);
    }

    @Test
    void badSpecificationsAreRefusedByName() {
        assertThatThrownBy(() -> warm(0)).hasMessageContaining("max_tokens is 0");
        assertThatThrownBy(() -> warm(3).withMinTokens(4)).hasMessageContaining("min_tokens is 4");
        assertThatThrownBy(() -> new Generation(warm(3).withStops(List.of("")), ByteText.letters()))
                .hasMessageContaining("stop string is empty");
        assertThatThrownBy(() -> warm(3).withTopTokens(21)).hasMessageContaining("top_logprobs is 21");
        assertThatThrownBy(() -> new GuardLimits(2, 1)).hasMessageContaining("repetition is 2");
    }
}
