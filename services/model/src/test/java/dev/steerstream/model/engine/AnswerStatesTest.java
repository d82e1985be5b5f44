package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.SummaryStep;
import dev.steerstream.core.steering.Term;
import dev.steerstream.core.steering.TokenBans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that begin alike, run together, against each row in a forward of its own and the formulas in double over whole rows. */
class AnswerStatesTest {
    private static final double TOLERANCE = 2e-5;
    private static final TokenBans BANS = TokenBans.none().with(3, 40);
    private static final double CONFIDENCE = 0.2;

    /** Three prompts that begin alike; of each an answer, and others that go on like it for a while, or like one another. */
    private static List<TokenRow> rows() {
        int[] beginning = TinyLlama.prompt(1, 11);
        List<TokenRow> rows = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            int[] prompt = joined(beginning, TinyLlama.prompt(20 + p, 5 + p));
            int[] answer = TinyLlama.prompt(30 + p, 6);
            int[] other = TinyLlama.prompt(40 + p, 3);
            for (int[] completion : List.of(
                    answer,
                    joined(Arrays.copyOf(answer, 2), other),
                    other,
                    joined(other, TinyLlama.prompt(50 + p, 3)),
                    Arrays.copyOf(answer, 4),
                    answer,
                    joined(Arrays.copyOf(answer, 5), new int[] {answer[5] == 7 ? 8 : 7}))) {
                rows.add(new TokenRow(joined(prompt, completion), prompt.length));
            }
        }
        return rows;
    }

    private static int[] joined(int[] first, int[] second) {
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private record Place(int row, int token) {}

    private record Logits(float[] warm, float[] base) {}

    private static Map<Place, Logits> alone(Engine engine, String adapter, List<TokenRow> rows) {
        Map<Place, Logits> alone = new LinkedHashMap<>();
        for (int r = 0; r < rows.size(); r++) {
            int index = r;
            engine.score(
                    List.of(rows.get(r)),
                    adapter,
                    (row, token, gold, warm, base) ->
                            alone.put(new Place(index, token), new Logits(warm.clone(), base.clone())));
        }
        return alone;
    }

    private static StaticVector vector() {
        float[] values = new float[TinyLlama.CONFIG.vocabularySize()];
        for (int v = 0; v < values.length; v++) values[v] = 2 * HashedNumbers.at(900, v);
        return StaticVector.of(StaticVector.MEAN_LOG_RATIO, values);
    }

    private static List<Steering> columns() {
        StaticVector vector = vector();
        List<Steering> columns = new ArrayList<>();
        for (String name : Directions.names()) {
            if (!Directions.isStatic(name)) columns.add(unmasked(new Term(Directions.named(name), -0.7)));
        }
        columns.add(unmasked(new Term(vector, 1.5)));
        columns.add(unmasked(
                new Term(Directions.named("delta[0,2)"), -3),
                new Term(Directions.named("delta[2,)"), 1),
                new Term(Directions.named("log_ratio"), 0.4),
                new Term(vector, -0.5)));
        return columns;
    }

    private static Steering unmasked(Term... terms) {
        return new Steering(Mode.STEERED, List.of(terms), 0, Steering.REMOVE);
    }

    @ParameterizedTest
    @CsvSource({
        "llama,lora",
        "llama,ia3-inputs",
        "llama,prompt",
        "llama,prefix",
        "gemma3,lora",
        "gemma3,prefix",
        "qwen2,ia3"
    })
    void judgedTogetherRowsSayWhatEachSaysAlone(String architecture, String adapter) {
        TinyModel weights = TinyModel.of(architecture);
        try (Engine engine = Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20)) {
            HashedAdapters.of(weights.config()).forEach(engine::attach);
            List<TokenRow> rows = rows();
            Map<Place, Logits> alone = alone(engine, adapter, rows);
            Map<Place, JudgedContext> seen = new HashMap<>();
            SteeringStep exact = new SteeringStep(weights.config().vocabularySize());
            SummaryStep summary = new SummaryStep(weights.config().vocabularySize());
            try (AnswerStates states = engine.states(rows, adapter)) {
                assertThat(states.tokensRun())
                        .isLessThan(rows.stream().mapToInt(TokenRow::length).sum() / 3);
                states.judge(new Judging(columns(), CONFIDENCE, BANS), (row, token, context) -> {
                    assertThat(seen.put(new Place(row, token), context)).isNull();
                    Logits logits = alone.get(new Place(row, token));
                    int gold = rows.get(row).id(token);
                    double[] unmasked = context.unmasked(gold);
                    exact.load(context.place(), logits.warm, logits.base);
                    assertThat(context.place()).isEqualTo(token - rows.get(row).completionStart());
                    assertThat(unmasked[0]).isCloseTo(exact.baseLogProbability(gold), within(TOLERANCE));
                    assertThat(unmasked[1]).isCloseTo(exact.warmLogProbability(gold), within(TOLERANCE));
                    for (int c = 0; c < columns().size(); c++) {
                        assertThat(unmasked[2 + c])
                                .as(columns().get(c).terms().toString())
                                .isCloseTo(
                                        exact.apply(columns().get(c), TokenBans.none())
                                                .steeredLogProbability(gold),
                                        within(3 * TOLERANCE));
                    }
                    assertThat(context.divergence())
                            .isCloseTo(exact.warm().divergence(exact.base()), within(TOLERANCE));
                    Steering masked = Steering.steered(-2, CONFIDENCE);
                    summary.compute(masked, BANS, token, context.warm());
                    exact.apply(masked, BANS);
                    assertThat(summary.candidates().size())
                            .isEqualTo(exact.candidates().size());
                    assertThat(summary.divergence()).isCloseTo(exact.divergence(), within(TOLERANCE));
                    exact.apply(Steering.base().withConfidence(CONFIDENCE), BANS);
                    summary.compute(Steering.steered(0, CONFIDENCE), BANS, token, context.base());
                    int best = exact.candidates().token(exact.candidates().argmax());
                    assertThat(summary.steeredLogProbability(best))
                            .isCloseTo(exact.steeredLogProbability(best), within(TOLERANCE));
                    assertThat(TinyEngine.distance(context.warmLogits(), TinyEngine.wide(logits.warm)))
                            .isLessThan(TOLERANCE);
                });
            }
            assertThat(seen).hasSameSizeAs(alone);
            assertThat(seen.values().stream().distinct().count()).isLessThan(seen.size());
        }
    }

    @Test
    void momentsAreThoseOfTheDefinition() {
        List<TokenRow> rows = rows();
        int vocabulary = TinyLlama.CONFIG.vocabularySize();
        float[][] byFold = {vector().values(), new float[vocabulary]};
        for (int v = 0; v < vocabulary; v++) byFold[1][v] = HashedNumbers.at(901, v);
        List<Direction> directions = List.of(
                Directions.named("delta"), Directions.named("temperature[1,)"), vector(), Directions.named("contrast"));
        double[] strengths = {-1.5, 0.3, 0.6, 0.2};
        try (Engine engine = TinyEngine.load()) {
            engine.attach("all", TinyEngine.ALL_TARGETS);
            Map<Place, Logits> alone = alone(engine, "all", rows);
            List<Place> places = new ArrayList<>(alone.keySet());
            int[] next = {0};
            try (AnswerStates states = engine.states(rows, "all")) {
                states.moments(
                        new Tilt(directions, strengths, Map.of(StaticVector.MEAN_LOG_RATIO, byFold), row -> row % 2),
                        (row, normaliser, gold, goldValues, means, products) -> {
                            Place place = places.get(next[0]++);
                            assertThat(row).isEqualTo(place.row);
                            Naive naive = Naive.of(
                                    alone.get(place),
                                    place.token - rows.get(row).completionStart(),
                                    directions,
                                    strengths,
                                    byFold[row % 2]);
                            int y = rows.get(row).id(place.token);
                            assertThat(normaliser).isCloseTo(naive.normaliser, within(TOLERANCE));
                            assertThat(gold).isCloseTo(naive.moved[y], within(TOLERANCE));
                            for (int k = 0; k < strengths.length; k++) {
                                assertThat(goldValues[k]).isCloseTo(naive.values[k][y], within(TOLERANCE));
                                assertThat(means[k]).isCloseTo(naive.mean(k, -1), within(TOLERANCE));
                                for (int j = 0; j < strengths.length; j++) {
                                    assertThat(products[k * strengths.length + j])
                                            .isCloseTo(naive.mean(k, j), within(20 * TOLERANCE));
                                }
                            }
                        });
            }
            assertThat(next[0]).isEqualTo(places.size());
        }
    }

    /** The same in loops over the vocabulary. */
    private record Naive(double normaliser, double[] moved, double[][] values) {
        static Naive of(Logits logits, int place, List<Direction> directions, double[] strengths, float[] vector) {
            double[] warm = TinyEngine.logSoftmax(logits.warm);
            SteeringStep step = new SteeringStep(warm.length).load(place, logits.warm, logits.base);
            double[][] values = new double[strengths.length][];
            double[] moved = warm.clone();
            for (int k = 0; k < strengths.length; k++) {
                values[k] = step.vector(directions.get(k)).clone();
                if (directions.get(k) instanceof StaticVector) values[k] = TinyEngine.wide(vector);
                double mean = 0;
                for (int v = 0; v < warm.length; v++) mean += Math.exp(warm[v]) * values[k][v];
                for (int v = 0; v < warm.length; v++) {
                    values[k][v] -= mean;
                    moved[v] += strengths[k] * values[k][v];
                }
            }
            double sum = 0;
            for (double each : moved) sum += Math.exp(each);
            return new Naive(Math.log(sum), moved, values);
        }

        /** @param j negative for the first moment */
        double mean(int k, int j) {
            double sum = 0;
            for (int v = 0; v < moved.length; v++) {
                sum += Math.exp(moved[v] - normaliser) * values[k][v] * (j < 0 ? 1 : values[j][v]);
            }
            return sum;
        }
    }

    /** The base model runs for the first adapter only; what is said is the same. */
    @Test
    void theBaseModelsStatesAreRememberedForOtherAdapters() {
        List<TokenRow> rows = rows();
        Map<String, float[]> kept = new HashMap<>();
        int[] found = {0};
        StatesStore store = new StatesStore() {
            @Override
            public Optional<float[]> find(String key, int length) {
                Optional<float[]> states = Optional.ofNullable(kept.get(key));
                states.ifPresent(numbers -> {
                    assertThat(numbers).hasSize(length);
                    found[0]++;
                });
                return states;
            }

            @Override
            public void keep(String key, float[] states) {
                kept.put(key, states);
            }
        };
        TinyModel weights = TinyModel.of("llama");
        try (Engine engine = Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20)) {
            HashedAdapters.of(weights.config()).forEach(engine::attach);
            judged(engine.states(rows, "ia3", store, "tiny"));
            assertThat(found[0]).isZero();
            assertThat(kept).isNotEmpty();
            for (String adapter : List.of("lora", "prefix", "ia3")) {
                found[0] = 0;
                Map<Place, double[]> remembered = judged(engine.states(rows, adapter, store, "tiny"));
                assertThat(found[0]).isPositive();
                Map<Place, double[]> run = judged(engine.states(rows, adapter));
                assertThat(remembered.keySet()).isEqualTo(run.keySet());
                run.forEach((place, numbers) ->
                        assertThat(remembered.get(place)).containsExactly(numbers, within(TOLERANCE)));
            }
            int before = kept.size();
            judged(engine.states(rows, "lora", store, "another model"));
            assertThat(kept).hasSizeGreaterThan(before);
        }
    }

    private static Map<Place, double[]> judged(AnswerStates states) {
        Map<Place, double[]> judged = new LinkedHashMap<>();
        try (states) {
            states.judge(
                    new Judging(columns(), CONFIDENCE, BANS),
                    (row, token, context) -> judged.put(
                            new Place(row, token),
                            context.unmasked(states.rows().get(row).id(token))));
        }
        return judged;
    }

    @Test
    void forwardsAreCutByTheTokensThatTheyRun() {
        List<TokenRow> rows = rows();
        List<PackedRows> whole = PackedRows.pack(rows, 1000);
        assertThat(whole).hasSize(1);
        assertThat(whole.get(0).lines()).isEqualTo(4);
        List<PackedRows> cut = PackedRows.pack(rows, 40);
        assertThat(cut.size()).isGreaterThan(2);
        int next = 0;
        for (PackedRows packed : cut) {
            assertThat(packed.first()).isEqualTo(next);
            next = packed.end();
            assertThat(packed.tokens()).isLessThanOrEqualTo(40);
        }
        assertThat(next).isEqualTo(rows.size());
        assertThat(PackedRows.pack(rows, 5)).hasSize(rows.size());
        assertThat(whole.get(0).wanted(2, false)).hasSize(2 * whole.get(0).answers());
        assertThat(whole.get(0).contexts()).isLessThan(whole.get(0).answers());
    }
}
