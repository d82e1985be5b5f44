package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceId;
import dev.steerstream.core.decoding.sequence.StepLogits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SequencesTest {
    private static final double TOLERANCE = 2e-5;
    private static Engine engine;

    @BeforeAll
    static void load() {
        engine = TinyEngine.load();
        engine.attach("all", TinyEngine.ALL_TARGETS);
        engine.attach("qv", TinyEngine.QUERY_VALUE);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static LoraMatrices adapter(String digest) {
        return digest == null ? null : digest.equals("all") ? TinyEngine.ALL_TARGETS : TinyEngine.QUERY_VALUE;
    }

    private static double[][] reference(String adapter, int... ids) {
        return new ReferenceLlama(TinyEngine.WEIGHTS, adapter(adapter)).logits(ids);
    }

    @Test
    void prefillAndStepsEqualTheReferenceForBaseAndWarmRows() {
        int[] ids = TinyLlama.prompt(1, 40);
        double[][] base = reference(null, ids);
        double[][] warm = reference("all", ids);
        OpenedSequence sequence =
                engine.sequences().open(TinyEngine.specification(Arrays.copyOf(ids, 7), "all", Rows.BOTH, false));
        assertThat(TinyEngine.distance(sequence.logits().base(), base[6])).isLessThan(TOLERANCE);
        assertThat(TinyEngine.distance(sequence.logits().warm(), warm[6])).isLessThan(TOLERANCE);
        for (int t = 7; t < ids.length; t++) {
            StepLogits logits = TinyEngine.step(engine, sequence, ids[t]);
            assertThat(TinyEngine.distance(logits.base(), base[t])).isLessThan(TOLERANCE);
            assertThat(TinyEngine.distance(logits.warm(), warm[t])).isLessThan(TOLERANCE);
        }
        engine.sequences().close(sequence.id());
    }

    @Test
    void sequencesOfManyAdaptersAndLengthsJoinAndLeaveWithoutTouchingEachOther() {
        Random random = new Random(7);
        List<Live> live = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            if (live.size() < 7 && random.nextInt(3) > 0) {
                live.add(Live.open(round, random, false));
            }
            if (live.size() > 2 && random.nextInt(5) == 0) {
                engine.sequences()
                        .close(live.remove(random.nextInt(live.size())).sequence.id());
            }
            List<Live> stepping =
                    live.stream().filter(each -> random.nextInt(4) > 0).toList();
            List<StepLogits> logits =
                    engine.sequences().step(stepping.stream().map(Live::advance).toList());
            for (int i = 0; i < stepping.size(); i++) {
                stepping.get(i).check(logits.get(i));
            }
        }
        live.forEach(each -> engine.sequences().close(each.sequence.id()));
    }

    @Test
    void aForkGoesOnAsItsParentWouldAndNeitherTouchesTheOther() {
        int[] ids = TinyLlama.prompt(5, 30);
        int[] others = ids.clone();
        others[12] = (ids[12] + 1) % 50;
        double[][] warm = reference("all", ids);
        double[][] otherWarm = reference("all", others);
        double[][] otherBase = reference(null, others);
        OpenedSequence parent =
                engine.sequences().open(TinyEngine.specification(Arrays.copyOf(ids, 12), "all", Rows.BOTH, true));
        SequenceId fork = engine.sequences().fork(parent.id());
        for (int t = 12; t < ids.length; t++) {
            List<StepLogits> logits =
                    engine.sequences().step(List.of(new Advance(parent.id(), ids[t]), new Advance(fork, others[t])));
            assertThat(TinyEngine.distance(logits.get(0).warm(), warm[t])).isLessThan(TOLERANCE);
            assertThat(TinyEngine.distance(logits.get(1).warm(), otherWarm[t])).isLessThan(TOLERANCE);
            assertThat(TinyEngine.distance(logits.get(1).base(), otherBase[t])).isLessThan(TOLERANCE);
        }
        // The adapter stays in use until the last of both is closed, and the fork outlives its parent.
        engine.sequences().close(parent.id());
        SequenceId late = engine.sequences().fork(fork);
        engine.sequences().close(fork);
        assertThat(engine.sequences().step(List.of(new Advance(late, 3)))).hasSize(1);
        engine.sequences().close(late);
        assertThatThrownBy(() -> engine.sequences().fork(late)).hasMessageContaining("is not open");
    }

    /** A sequence along fixed ids, with what the reference says after each of them. */
    private static final class Live {
        final int[] ids;
        final OpenedSequence sequence;
        final double[][] warm;
        final double[][] base;
        int at;

        Live(int[] ids, int prompt, String adapter, Rows rows, boolean deterministic) {
            this.ids = ids;
            this.warm = rows.warm() ? reference(adapter, ids) : null;
            this.base = rows.base() ? reference(null, ids) : null;
            this.sequence = engine.sequences()
                    .open(TinyEngine.specification(Arrays.copyOf(ids, prompt), adapter, rows, deterministic));
            this.at = prompt - 1;
            check(sequence.logits());
        }

        static Live open(int seed, Random random, boolean deterministic) {
            Rows rows = Rows.values()[random.nextInt(3)];
            String adapter = rows == Rows.BASE ? null : random.nextBoolean() ? "all" : "qv";
            return new Live(TinyLlama.prompt(seed, 120), 1 + random.nextInt(30), adapter, rows, deterministic);
        }

        Advance advance() {
            return new Advance(sequence.id(), ids[++at]);
        }

        void check(StepLogits logits) {
            if (warm == null) {
                assertThat(logits.warm()).isNull();
            } else {
                assertThat(TinyEngine.distance(logits.warm(), warm[at])).isLessThan(TOLERANCE);
            }
            if (base == null) {
                assertThat(logits.base()).isNull();
            } else {
                assertThat(TinyEngine.distance(logits.base(), base[at])).isLessThan(TOLERANCE);
            }
        }
    }

    @Test
    void deterministicSequencesHaveTheSameBitsAloneAndInABatch() {
        int[] ids = TinyLlama.prompt(3, 60);
        List<StepLogits> alone = new ArrayList<>();
        OpenedSequence single =
                engine.sequences().open(TinyEngine.specification(Arrays.copyOf(ids, 9), "qv", Rows.BOTH, true));
        alone.add(TinyEngine.copy(single.logits()));
        for (int t = 9; t < ids.length; t++) {
            alone.add(TinyEngine.copy(TinyEngine.step(engine, single, ids[t])));
        }
        engine.sequences().close(single.id());

        List<Live> company = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            company.add(new Live(
                    TinyLlama.prompt(50 + i, 90),
                    3 + 2 * i,
                    i % 3 == 0 ? null : i % 3 == 1 ? "all" : "qv",
                    i % 3 == 0 ? Rows.BASE : Rows.BOTH,
                    i % 2 == 0));
        }
        OpenedSequence together =
                engine.sequences().open(TinyEngine.specification(Arrays.copyOf(ids, 9), "qv", Rows.BOTH, true));
        assertBitsEqual(together.logits(), alone.get(0));
        for (int t = 9; t < ids.length; t++) {
            List<Advance> advances =
                    new ArrayList<>(company.stream().map(Live::advance).toList());
            advances.add(new Advance(together.id(), ids[t]));
            Collections.shuffle(advances, new Random(t));
            int place = advances.indexOf(new Advance(together.id(), ids[t]));
            assertBitsEqual(engine.sequences().step(advances).get(place), alone.get(t - 8));
            if (t == 30) {
                engine.sequences().close(company.remove(2).sequence.id());
            }
        }
        engine.sequences().close(together.id());
        company.forEach(each -> engine.sequences().close(each.sequence.id()));
    }

    private static void assertBitsEqual(StepLogits actual, StepLogits expected) {
        assertThat(actual.warm()).isEqualTo(expected.warm());
        assertThat(actual.base()).isEqualTo(expected.base());
    }

    @Test
    void refusesWhatDoesNotFitBeforeAnythingRuns() {
        int[] prompt = TinyLlama.prompt(4, 5);
        assertThatThrownBy(() -> engine.sequences().open(TinyEngine.specification(prompt, "missing", Rows.WARM, false)))
                .isInstanceOf(UnknownAdapterException.class)
                .hasMessageContaining("missing");
        assertThatThrownBy(() ->
                        engine.sequences().open(TinyEngine.specification(new int[] {3, 97}, null, Rows.BASE, false)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("97");
        assertThatThrownBy(() -> engine.sequences()
                        .open(new dev.steerstream.core.decoding.sequence.SequenceSpecification(
                                prompt, null, Rows.BASE, 321, false)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("321");
        assertThatThrownBy(() -> engine.sequences().step(List.of(new Advance(new SequenceId(-1), 0))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSequenceEndsAtItsCapacity() {
        OpenedSequence sequence = engine.sequences()
                .open(new dev.steerstream.core.decoding.sequence.SequenceSpecification(
                        TinyLlama.prompt(5, 63), null, Rows.BASE, 64, false));
        TinyEngine.step(engine, sequence, 1);
        assertThatThrownBy(() -> TinyEngine.step(engine, sequence, 1))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("64");
        engine.sequences().close(sequence.id());
        engine.sequences().close(sequence.id());
    }

    @Test
    void refusesASequenceThatCouldOutgrowTheCache() {
        try (Engine small = Engine.load(TinyEngine.WEIGHTS, Device.CPU, WeightFormat.FLOAT32, 1, 4L * 320 * 256 * 2)) {
            OpenedSequence first =
                    small.sequences().open(TinyEngine.specification(TinyLlama.prompt(1, 5), null, Rows.BASE, false));
            for (int i = 0; i < 3; i++) {
                small.sequences().open(TinyEngine.specification(TinyLlama.prompt(1, 5), null, Rows.BASE, false));
            }
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 5; i++) {
                            small.sequences()
                                    .open(TinyEngine.specification(TinyLlama.prompt(1, 5), null, Rows.BASE, false));
                        }
                    })
                    .isInstanceOf(CacheFullException.class);
            TinyEngine.step(small, first, 3);
        }
    }

    @Test
    void anAdapterStaysAsLongAsASequenceUsesIt() {
        engine.attach("short-lived", TinyEngine.ALL_TARGETS);
        OpenedSequence sequence = engine.sequences()
                .open(TinyEngine.specification(TinyLlama.prompt(6, 5), "short-lived", Rows.WARM, false));
        engine.detach("short-lived");
        assertThat(engine.attached()).contains("short-lived");
        TinyEngine.step(engine, sequence, 2);
        engine.sequences().close(sequence.id());
        assertThat(engine.attached()).doesNotContain("short-lived");
    }
}
