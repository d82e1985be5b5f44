package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceId;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.core.decoding.sequence.TopTokens;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.SummaryStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.files.FourBitGroups;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every format against the plain forward pass in double over the same weights, rounded as the format rounds them. What is left
 * is the rounding of activations (bfloat16 at every product, or two bytes) and of a byte embedding in groups.
 */
class WeightFormatsTest {
    private static final TinyLlama WEIGHTS = new TinyLlama(TinyLlama.GROUPED);
    private static final HashedLora ADAPTER =
            new HashedLora(TinyLlama.GROUPED, 5000, 4, 0.5f, 0.3f, EnumSet.allOf(LoraTarget.class));

    /** Log-probabilities of this model lie within so much of the reference's. */
    private static double tolerance(WeightFormat format) {
        return switch (format) {
            case FLOAT32 -> 2e-5;
            case BFLOAT16, INT4, INT8 -> 0.1;
            case AUTO -> throw new IllegalArgumentException();
        };
    }

    /** The weights as a format rounds them; int4's are rounded again where they are unpacked for many tokens. */
    private static final class Rounded extends TinyLlama {
        private final WeightFormat format;
        private final boolean unpacked;

        Rounded(WeightFormat format, boolean unpacked) {
            super(TinyLlama.GROUPED);
            this.format = format;
            this.unpacked = unpacked;
        }

        @Override
        public FloatBuffer read(String name) {
            FloatBuffer exact = super.read(name);
            long[] shape = shape(name);
            if (shape.length == 1 || format == WeightFormat.FLOAT32) {
                return exact;
            }
            float[] values = new float[exact.remaining()];
            exact.get(values);
            int columns = (int) shape[1];
            boolean ends = name.contains("embed");
            if (format == WeightFormat.BFLOAT16) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = bfloat16(values[i]);
                }
            } else if (format == WeightFormat.INT4 && !ends) {
                fourBits(values);
                for (int i = 0; unpacked && i < values.length; i++) {
                    values[i] = bfloat16(values[i]);
                }
            } else {
                bytes(values, columns);
            }
            return FloatBuffer.wrap(values);
        }

        private static float bfloat16(float value) {
            int bits = Float.floatToIntBits(value);
            return Float.intBitsToFloat((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
        }

        private static void bytes(float[] values, int columns) {
            for (int row = 0; row < values.length; row += columns) {
                float most = 0;
                for (int i = row; i < row + columns; i++) {
                    most = Math.max(most, Math.abs(values[i]));
                }
                for (int i = row; i < row + columns; i++) {
                    values[i] = Math.round(values[i] / (most / 127)) * (most / 127);
                }
            }
        }

        private static void fourBits(float[] values) {
            for (int group = 0; group < values.length; group += FourBitGroups.SIZE) {
                float least = Float.MAX_VALUE;
                float most = -Float.MAX_VALUE;
                for (int i = group; i < group + FourBitGroups.SIZE; i++) {
                    least = Math.min(least, values[i]);
                    most = Math.max(most, values[i]);
                }
                float scale = (most - least) / 15;
                for (int i = group; i < group + FourBitGroups.SIZE; i++) {
                    int code = Math.round((values[i] - least) / scale);
                    values[i] = bfloat16(scale) * (code - 8) + bfloat16(least + 8 * scale);
                }
            }
        }
    }

    /** Where the processor cannot serve a format, its tests are skipped with the engine's reason; {@link ProcessorFormatsTest} holds the reason. */
    private static Engine load(WeightFormat format) {
        Engine engine;
        try {
            engine = Engine.load(WEIGHTS, Device.CPU, format, 1, 64L << 20);
        } catch (UnsupportedOptionException refused) {
            return Assumptions.abort(refused.getMessage());
        }
        engine.attach("all", ADAPTER);
        return engine;
    }

    private static OpenedSequence open(Engine engine, int[] ids, int length, boolean deterministic) {
        return engine.sequences()
                .open(new SequenceSpecification(Arrays.copyOf(ids, length), "all", Rows.BOTH, 320, deterministic));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void prefillAndStepsStayWithinTheFormatsTolerance(WeightFormat format) {
        int[] ids = TinyLlama.prompt(1, 30);
        Rounded rounded = new Rounded(format, false);
        double[][] base = new ReferenceLlama(rounded, null).logits(ids);
        double[][] warm = new ReferenceLlama(rounded, ADAPTER).logits(ids);
        double worst = 0;
        try (Engine engine = load(format)) {
            OpenedSequence sequence = open(engine, ids, 7, false);
            worst = Math.max(worst, distance(sequence.logits(), warm[6], base[6]));
            for (int t = 7; t < ids.length; t++) {
                worst = Math.max(worst, distance(TinyEngine.step(engine, sequence, ids[t]), warm[t], base[t]));
            }
        }
        System.out.printf("%s against its own rounded weights: %.1e%n", format.label(), worst);
        assertThat(worst).isLessThan(tolerance(format));
    }

    /** Long enough for several portions of attention and for the products of many tokens. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void blocksOfManyTokensStayWithinTheFormatsTolerance(WeightFormat format) {
        int[] ids = TinyLlama.prompt(6, 300);
        Rounded rounded = new Rounded(format, true);
        double[][] base = new ReferenceLlama(rounded, null).logits(ids);
        double[][] warm = new ReferenceLlama(rounded, ADAPTER).logits(ids);
        double worst = 0;
        double[] squares = {0, 0};
        try (Engine engine = load(format)) {
            for (int length : new int[] {96, 128, 129, 257, 300}) {
                OpenedSequence sequence = open(engine, ids, length, false);
                worst = Math.max(worst, distance(sequence.logits(), warm[length - 1], base[length - 1]));
                engine.sequences().close(sequence.id());
            }
            List<TokenRow> rows = List.of(
                    new TokenRow(Arrays.copyOf(ids, 60), 2),
                    new TokenRow(ids, 1),
                    new TokenRow(Arrays.copyOf(ids, 9), 8));
            engine.score(rows, "all", (row, token, gold, warmRow, baseRow) -> {
                for (int v = 0; v < warmRow.length; v++) {
                    squares[0] +=
                            Math.pow(warmRow[v] - warm[token - 1][v], 2) + Math.pow(baseRow[v] - base[token - 1][v], 2);
                    squares[1] += 2;
                }
            });
        }
        double typical = Math.sqrt(squares[0] / squares[1]);
        System.out.printf(
                "%s, many tokens, against its own rounded weights: %.1e, of %.0f scored logits typically %.1e%n",
                format.label(), worst, squares[1], typical);
        assertThat(worst).isLessThan(tolerance(format));
        assertThat(typical).isLessThan(tolerance(format) / 5);
    }

    private static double distance(StepLogits logits, double[] warm, double[] base) {
        return Math.max(TinyEngine.distance(logits.warm(), warm), TinyEngine.distance(logits.base(), base));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void deterministicRowsHaveTheSameBitsAloneAndInCompany(WeightFormat format) {
        int[] ids = TinyLlama.prompt(3, 20);
        try (Engine engine = load(format)) {
            List<StepLogits> alone = new ArrayList<>();
            OpenedSequence single = open(engine, ids, 5, true);
            for (int t = 5; t < ids.length; t++) {
                alone.add(TinyEngine.copy(TinyEngine.step(engine, single, ids[t])));
            }
            engine.sequences().close(single.id());
            List<OpenedSequence> company = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                company.add(open(engine, TinyLlama.prompt(20 + i, 40), 3 + i, false));
            }
            OpenedSequence together = open(engine, ids, 5, true);
            for (int t = 5; t < ids.length; t++) {
                List<Advance> advances = new ArrayList<>();
                company.forEach(each -> advances.add(new Advance(each.id(), 7)));
                advances.add(new Advance(together.id(), ids[t]));
                StepLogits logits = engine.sequences().step(advances).get(5);
                assertThat(logits.warm()).isEqualTo(alone.get(t - 5).warm());
                assertThat(logits.base()).isEqualTo(alone.get(t - 5).base());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void aBlockSaysWhatItsTokensSayOneByOneAndRejectedTokensLeaveNoTrace(WeightFormat format) {
        int[] ids = TinyLlama.prompt(4, 40);
        double noise =
                format == WeightFormat.FLOAT32 ? 2e-5 : 2e-2; // a sum's last bit can change how an activation rounds
        try (Engine engine = load(format)) {
            OpenedSequence stepped = open(engine, ids, 6, false);
            List<StepLogits> expected = new ArrayList<>();
            for (int t = 6; t < 20; t++) {
                expected.add(TinyEngine.copy(TinyEngine.step(engine, stepped, ids[t])));
            }
            engine.sequences().close(stepped.id());
            OpenedSequence blocked = open(engine, ids, 6, false);
            int at = 6;
            for (int[] shape : new int[][] {{4, 2}, {1, 1}, {5, 5}, {3, 1}, {4, 4}}) {
                int[] block = Arrays.copyOfRange(ids, at, at + shape[0]);
                for (int i = shape[1]; i < block.length; i++) {
                    block[i] = 96 - block[i]; // drafted wrongly
                }
                List<StepLogits> logits = engine.sequences().stepBlock(blocked.id(), block, Double.NaN);
                for (int i = 0; i < shape[1]; i++) {
                    StepLogits one = expected.get(at + i - 6);
                    assertThat(TinyEngine.distance(logits.get(i).warm(), TinyEngine.wide(one.warm())))
                            .isLessThan(noise);
                    assertThat(TinyEngine.distance(logits.get(i).base(), TinyEngine.wide(one.base())))
                            .isLessThan(noise);
                }
                engine.sequences().keep(blocked.id(), shape[1]);
                at += shape[1];
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void theStepsSummaryIsWhatTheRowsSay(WeightFormat format) {
        int[] ids = TinyLlama.prompt(5, 20);
        Steering steering = Steering.steered(-4, 0.1);
        try (Engine engine = load(format)) {
            OpenedSequence one = open(engine, ids, 5, false);
            OpenedSequence other = open(engine, ids, 9, false);
            OpenedSequence third = open(engine, ids, 6, false);
            int vocabulary = TinyLlama.GROUPED.vocabularySize();
            for (int t = 9; t < 20; t++) {
                List<Advance> advances = new ArrayList<>(
                        List.of(new Advance(one.id(), ids[t], 0.1), new Advance(other.id(), ids[t], 0.05)));
                if (t % 2 == 1) {
                    advances.add(
                            0, new Advance(third.id(), ids[t], 0.1)); // the pairs' rows lie at no even distances then
                }
                List<StepLogits> answers = engine.sequences().step(advances);
                for (StepLogits logits : answers) {
                    SteeringStep exact = new SteeringStep(vocabulary)
                            .compute(steering, TokenBans.none(), t, logits.warm(), logits.base());
                    SummaryStep step = new SummaryStep(vocabulary)
                            .compute(
                                    steering,
                                    TokenBans.none(),
                                    t,
                                    logits.summary().orElseThrow());
                    assertThat(step.candidates().size())
                            .isEqualTo(exact.candidates().size());
                    for (int i = 0; i < exact.candidates().size(); i++) {
                        int token = exact.candidates().token(i);
                        assertThat(step.candidates().token(i)).isEqualTo(token);
                        assertThat(step.candidates().logit(i))
                                .isCloseTo(exact.candidates().logit(i), within(1e-5));
                        assertThat(step.warmLogProbability(token))
                                .isCloseTo(exact.warmLogProbability(token), within(2e-6));
                        assertThat(step.baseLogProbability(token))
                                .isCloseTo(exact.baseLogProbability(token), within(2e-6));
                    }
                    assertThat(step.divergence()).isCloseTo(exact.divergence(), within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void theMostProbableTokensAreThoseOfTheWholeRows(WeightFormat format) {
        int[] ids = TinyLlama.prompt(5, 24);
        try (Engine engine = load(format)) {
            OpenedSequence unasked = open(engine, ids, 8, false);
            List<OpenedSequence> asked = new ArrayList<>();
            List<SequenceSpecification> specifications = List.of(
                    new SequenceSpecification(Arrays.copyOf(ids, 9), "all", Rows.BOTH, 320, false, 5),
                    new SequenceSpecification(Arrays.copyOf(ids, 7), "all", Rows.WARM, 320, false, 20),
                    new SequenceSpecification(Arrays.copyOf(ids, 5), null, Rows.BASE, 320, false, 1));
            specifications.forEach(specification -> asked.add(engine.sequences().open(specification)));
            for (int t = 9; t < 14; t++) {
                List<Advance> advances = new ArrayList<>(List.of(new Advance(unasked.id(), ids[t], 0.1)));
                for (OpenedSequence sequence : asked) advances.add(new Advance(sequence.id(), ids[t], 0.1));
                List<StepLogits> answers = engine.sequences().step(advances);
                assertThat(answers.get(0).tops()).isEmpty();
                for (int i = 0; i < asked.size(); i++) {
                    naiveTops(answers.get(i + 1), specifications.get(i).explained());
                }
            }
            asked.subList(1, 3).forEach(sequence -> engine.sequences().close(sequence.id()));
            engine.sequences().close(unasked.id());
            SequenceId fork = engine.sequences().fork(asked.get(0).id());
            engine.sequences().close(asked.get(0).id());
            for (StepLogits logits : engine.sequences().stepBlock(fork, Arrays.copyOfRange(ids, 14, 18), 0.1)) {
                naiveTops(logits, 5);
            }
        }
    }

    private static void naiveTops(StepLogits logits, int count) {
        StepLogits.Tops tops = logits.tops().orElseThrow();
        naiveTop(tops.warm(), logits.warm(), count);
        naiveTop(tops.base(), logits.base(), count);
    }

    private static void naiveTop(TopTokens top, float[] row, int count) {
        if (row == null) {
            assertThat(top).isNull();
            return;
        }
        double[] exact = TinyEngine.logSoftmax(row);
        int[] best = IntStream.range(0, row.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer v) -> -row[v]).thenComparingInt(v -> v))
                .limit(count)
                .mapToInt(v -> v)
                .toArray();
        assertThat(top.tokens()).isEqualTo(best);
        for (int rank = 0; rank < count; rank++) {
            assertThat(top.logProbability(rank)).isCloseTo(exact[best[rank]], within(2e-6));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "INT4")
    void aModelWithoutWholeGroupsIsRefused(WeightFormat format) {
        assertThatThrownBy(() -> Engine.load(TinyEngine.WEIGHTS, Device.CPU, format, 1, 1 << 20))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining("groups of 32");
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO")
    void theProbeChoosesAFormatAndSaysWhy(WeightFormat format) {
        try (Engine engine = Engine.load(WEIGHTS, Device.CPU, format, 1, 64L << 20)) {
            assertThat(engine.format().format()).isNotEqualTo(WeightFormat.AUTO);
            assertThat(engine.format().reason())
                    .contains("Chosen at start")
                    .contains("int4")
                    .contains("bfloat16");
        }
    }
}
