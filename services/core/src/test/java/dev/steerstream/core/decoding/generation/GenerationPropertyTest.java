package dev.steerstream.core.decoding.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Reference;
import dev.steerstream.core.adjustment.Adjustments;
import dev.steerstream.core.adjustment.LogitBias;
import dev.steerstream.core.adjustment.Penalties;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.sampling.SamplingParameters;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Term;
import dev.steerstream.core.vocabulary.TokenMask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class GenerationPropertyTest {
    private static final int VOCABULARY = 24;
    private static final int END = 5;

    /** Allows some tokens at each place, the end-of-text token sometimes among them. */
    private record Places(List<Set<Integer>> sets, int place) implements TokenConstraint {
        static Places of(Random random, int places) {
            List<Set<Integer>> allowed = new ArrayList<>();
            for (int i = 0; i < places; i++) {
                allowed.add(random.ints(3 + random.nextInt(20), 0, VOCABULARY)
                        .boxed()
                        .collect(java.util.stream.Collectors.toSet()));
            }
            return new Places(allowed, 0);
        }

        @Override
        public TokenMask allowed() {
            TokenMask.Builder mask = new TokenMask.Builder(VOCABULARY);
            sets.get(place).forEach(mask::add);
            return mask.build();
        }

        @Override
        public boolean complete() {
            return place == sets.size();
        }

        @Override
        public TokenConstraint after(int token) {
            assertThat(sets.get(place)).contains(token);
            return new Places(sets, place + 1);
        }
    }

    private static Steering steering(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Steering.base();
            case 1 -> Steering.warm().withConfidence(random.nextDouble());
            case 2 -> Steering.steered(-5 * random.nextDouble(), 0.1);
            default -> Steering.steered(3 * random.nextDouble(), 0);
        };
    }

    private static StepLogits rows(Steering steering, Random random) {
        Contexts.Context context = Contexts.like(random.nextLong(), VOCABULARY, 3, 1);
        return switch (steering.mode()) {
            case BASE -> new StepLogits(null, context.base());
            case WARM -> new StepLogits(context.warm(), null);
            case STEERED -> new StepLogits(context.warm(), context.base());
        };
    }

    /** Bans, survivors among the allowed, steering, bias, penalties, the best; and the steered log-probabilities before the last three. */
    @Property(tries = 300)
    void everyStepIsTheNaiveOneInTheStatedOrder(@ForAll long seed) {
        Random random = new Random(seed);
        Steering steering = steering(random);
        Places constraint = Places.of(random, 6);
        int minTokens = random.nextInt(4);
        Map<Integer, Double> bias = Map.of(random.nextInt(VOCABULARY), 4 * random.nextGaussian());
        List<Integer> prompt = List.of(random.nextInt(VOCABULARY), random.nextInt(VOCABULARY));
        double[] penalties = {0.7 + random.nextDouble(), random.nextDouble(), random.nextDouble() - 0.5};
        Generation generation = new Generation(
                GenerationSpecification.of(steering, SamplingParameters.greedy(), 9, Set.of(END))
                        .withMinTokens(minTokens)
                        .withConstraint(constraint)
                        .withTopTokens(4)
                        .withExplained(3)
                        .withAdjustments(new Adjustments(
                                new LogitBias(bias),
                                new Penalties(
                                        penalties[0],
                                        penalties[1],
                                        penalties[2],
                                        prompt.stream().mapToInt(t -> t).toArray()))),
                ByteText.letters());
        DecodingWorkspace workspace = new DecodingWorkspace(VOCABULARY);
        List<Integer> answer = new ArrayList<>();
        for (int place = 0; place < 6 && !generation.finished(); place++) {
            Set<Integer> allowed = new java.util.TreeSet<>(constraint.sets.get(place));
            if (place < minTokens) {
                allowed.remove(END);
            }
            if (allowed.isEmpty()) {
                return;
            }
            StepLogits rows = rows(steering, random);
            double[] steered = Reference.steered(
                    rows.warm(),
                    rows.base(),
                    steering.mode(),
                    steering.strength().value(),
                    steering.confidence(),
                    allowed::contains);
            int expected = -1;
            double best = Double.NEGATIVE_INFINITY;
            for (int v = 0; v < VOCABULARY; v++) {
                double adjusted = steered[v] == Double.NEGATIVE_INFINITY
                        ? steered[v]
                        : Reference.adjusted(
                                steered[v], v, bias, prompt, answer, penalties[0], penalties[1], penalties[2]);
                if (adjusted > best) {
                    best = adjusted;
                    expected = v;
                }
            }
            int chosen = generation.accept(rows, workspace).token();
            assertThat(chosen).isEqualTo(expected);
            answer.add(chosen);
            assertTop(generation, steered, place, chosen);
            assertExplained(generation, rows, place);
        }
        assertThat(generation.finished()).isTrue();
        assertThat(generation.outcome().finishReason()).isEqualTo(FinishReason.STOP);
    }

    /** Joint strengths, of which some hold in the first tokens only: every token has the sum of those that hold at its place. */
    @Property(tries = 200)
    void strengthsByPositionAreThoseOfTheTokensPlace(@ForAll long seed) {
        Random random = new Random(seed);
        int first = 1 + random.nextInt(4);
        double[] strengths = random.doubles(5, -4, 4).toArray();
        strengths[4] = Math.abs(strengths[4]);
        List<String> names = Directions.firstApart(List.of("delta", "log_ratio", "temperature"), first);
        List<Term> terms = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) terms.add(new Term(Directions.named(names.get(k)), strengths[k]));
        Generation generation = new Generation(
                GenerationSpecification.of(
                        new Steering(Mode.STEERED, terms, 0.1, Steering.REMOVE),
                        SamplingParameters.greedy(),
                        8,
                        Set.of()),
                ByteText.letters());
        DecodingWorkspace workspace = new DecodingWorkspace(VOCABULARY);
        for (int place = 0; place < 8; place++) {
            Contexts.Context context = Contexts.like(random.nextLong(), VOCABULARY, 3, 1);
            double[] delta = Reference.delta(context.warm(), context.base());
            double[] warm = Reference.logSoftmax(Reference.doubles(context.warm()));
            double[] base = Reference.logSoftmax(Reference.doubles(context.base()));
            boolean[] survives = Reference.survivors(context.warm(), 0.1);
            double[] steered = new double[VOCABULARY];
            int expected = -1;
            for (int v = 0; v < VOCABULARY; v++) {
                double ofDelta = place < first ? strengths[0] : strengths[1];
                double ofLogRatio = place < first ? strengths[2] : strengths[3];
                steered[v] = survives[v]
                        ? context.warm()[v]
                                + ofDelta * delta[v]
                                + ofLogRatio * (warm[v] - base[v])
                                + strengths[4] * warm[v]
                        : Double.NEGATIVE_INFINITY;
                expected = expected < 0 || steered[v] > steered[expected] ? v : expected;
            }
            int chosen = generation
                    .accept(new StepLogits(context.warm(), context.base()), workspace)
                    .token();
            assertThat(chosen).isEqualTo(expected);
            assertThat(trace(generation).steeredLogProbabilities()[place])
                    .isCloseTo(Reference.logSoftmax(steered)[chosen], within(1e-9));
        }
    }

    private static void assertTop(Generation generation, double[] steered, int place, int chosen) {
        double[] logs = Reference.logSoftmax(steered);
        TokenTrace trace = trace(generation);
        assertThat(trace.steeredLogProbabilities()[place]).isCloseTo(logs[chosen], within(1e-9));
        TopTokens top = trace.alternatives().get(place);
        int[] ranked = java.util.stream.IntStream.range(0, logs.length)
                .boxed()
                .filter(v -> logs[v] > Double.NEGATIVE_INFINITY)
                .sorted(Comparator.comparingDouble((Integer v) -> -logs[v]))
                .limit(4)
                .mapToInt(v -> v)
                .toArray();
        assertThat(top.size()).isEqualTo(ranked.length);
        for (int rank = 0; rank < ranked.length; rank++) {
            assertThat(top.logProbability(rank)).isCloseTo(logs[ranked[rank]], within(1e-9));
        }
    }

    /** The three distributions from the whole rows, and that a token counts as changed just where the plain warm model would have had another. */
    private static void assertExplained(Generation generation, StepLogits rows, int place) {
        TokenTrace trace = trace(generation);
        Explanation explanation = trace.explanations().get(place).orElseThrow();
        assertTop(explanation.base(), rows.base());
        assertTop(explanation.warm(), rows.warm());
        TopTokens alternatives = trace.alternatives().get(place);
        assertThat(explanation.steered().tokens())
                .isEqualTo(Arrays.copyOf(alternatives.tokens(), Math.min(3, alternatives.size())));
        assertThat(trace.changed(place))
                .isEqualTo(explanation.warmChoice() >= 0 && explanation.warmChoice() != trace.token(place));
    }

    private static void assertTop(Optional<TopTokens> top, float[] row) {
        assertThat(top.isPresent()).isEqualTo(row != null);
        if (row == null) return;
        double[] logs = Reference.logSoftmax(Reference.doubles(row));
        int[] ranked = java.util.stream.IntStream.range(0, row.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer v) -> -row[v]).thenComparingInt(v -> v))
                .limit(3)
                .mapToInt(v -> v)
                .toArray();
        assertThat(top.get().tokens()).isEqualTo(ranked);
        for (int rank = 0; rank < ranked.length; rank++) {
            assertThat(top.get().logProbability(rank)).isCloseTo(logs[ranked[rank]], within(1e-9));
        }
    }

    /** As far as the answer has come: a copy is ended to look at it. */
    private static TokenTrace trace(Generation generation) {
        Generation copy = generation.fork();
        copy.cancel();
        return copy.outcome().trace();
    }

    @Property(tries = 200)
    void strengthZeroUnderTheSameConstraintMaskAndAdjustmentsIsTheWarmModel(@ForAll long seed) {
        double confidence = new Random(seed).nextDouble();
        int[] steered = answer(seed, Steering.steered(0, confidence));
        int[] warm = answer(seed, Steering.warm().withConfidence(confidence));
        assertThat(steered).isEqualTo(warm);
        // Greedy: the best token survives every mask, so the mask makes no difference either.
        assertThat(answer(seed, Steering.warm())).isEqualTo(warm);
    }

    private static int[] answer(long seed, Steering steering) {
        Random random = new Random(seed);
        Generation generation = new Generation(
                GenerationSpecification.of(steering, SamplingParameters.greedy(), 9, Set.of())
                        .withConstraint(Places.of(random, 6)),
                ByteText.letters());
        DecodingWorkspace workspace = new DecodingWorkspace(VOCABULARY);
        while (!generation.finished()) {
            Contexts.Context context = Contexts.like(random.nextLong(), VOCABULARY, 3, 1);
            generation.accept(new StepLogits(context.warm(), context.base()), workspace);
        }
        return generation.outcome().trace().tokens();
    }

    @Property
    void textOfSeveralBytesComesInWholeCharactersWhereverTheTokensBreak(
            @ForAll @StringLength(min = 1, max = 30) String text, @ForAll @IntRange(max = 1000) int seed) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8); // no half pairs
        byte[] bytes = valid.getBytes(StandardCharsets.UTF_8);
        List<byte[]> tokens = new ArrayList<>();
        Random random = new Random(seed);
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(4));
            tokens.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        Generation generation = new Generation(
                GenerationSpecification.of(Steering.warm(), SamplingParameters.greedy(), tokens.size(), Set.of()),
                new ByteText(tokens.toArray(byte[][]::new)));
        DecodingWorkspace workspace = new DecodingWorkspace(tokens.size());
        StringBuilder streamed = new StringBuilder();
        for (int token = 0; token < tokens.size(); token++) {
            float[] warm = new float[tokens.size()];
            warm[token] = 1;
            String chunk =
                    generation.accept(new StepLogits(warm, null), workspace).text();
            streamed.append(chunk);
            assertThat(valid).startsWith(streamed.toString());
            assertThat(chunk.isEmpty() || !Character.isHighSurrogate(chunk.charAt(chunk.length() - 1)))
                    .isTrue();
        }
        assertThat(streamed.toString())
                .isEqualTo(valid)
                .isEqualTo(generation.outcome().text());
    }
}
