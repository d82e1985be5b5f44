package dev.steerstream.core;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Random and adversarial pairs of rows: ties, all equal, tails that underflow to p = 0, one survivor, huge logits. */
public class Contexts extends DomainContextBase {
    /** Both rows of one context and a gold token. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Context(float[] warm, float[] base, int gold) {
        public int size() {
            return warm.length;
        }

        @Override
        public String toString() {
            return "warm " + Arrays.toString(warm) + ", base " + Arrays.toString(base) + ", gold " + gold;
        }
    }

    @Provide
    public Arbitrary<Context> contexts() {
        return Arbitraries.integers().between(1, 14).flatMap(size -> Combinators.combine(
                        rows(size), rows(size), Arbitraries.integers().between(0, size - 1))
                .as(Context::new));
    }

    private static Arbitrary<float[]> rows(int size) {
        Arbitrary<Float> ordinary = Arbitraries.floats().between(-12, 12);
        Arbitrary<Float> tied = Arbitraries.of(-1f, 0f, 2f);
        Arbitrary<Float> tails = Arbitraries.of(-2000f, -800f, -90f, 0f, 1f, 5f);
        Arbitrary<Float> huge = Arbitraries.of(-3e38f, -1e20f, 0f, 1e6f, 1e20f, 3e38f);
        return Arbitraries.frequencyOf(
                Tuple.of(6, row(ordinary, size)),
                Tuple.of(2, row(tied, size)),
                Tuple.of(2, row(tails, size)),
                Tuple.of(1, row(huge, size)),
                Tuple.of(1, row(Arbitraries.just(3f), size)));
    }

    private static Arbitrary<float[]> row(Arbitrary<Float> logits, int size) {
        return logits.array(float[].class).ofSize(size);
    }

    /** A model-like pair of rows from a seed: the warm row is the base row, moved. */
    public static Context like(long seed, int size, double spread, double shift) {
        Random random = new Random(seed);
        float[] base = new float[size];
        float[] warm = new float[size];
        for (int v = 0; v < size; v++) {
            base[v] = (float) (random.nextGaussian() * spread);
            warm[v] = (float) (base[v] + random.nextGaussian() * shift);
        }
        // The reference is drawn (Gumbel-max) from beyond the warm row, as seen from the base: there is something to
        // steer to.
        int gold = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < size; v++) {
            double score = 1.8 * warm[v] - 0.8 * base[v] - Math.log(-Math.log(random.nextDouble()));
            if (score > best) {
                best = score;
                gold = v;
            }
        }
        return new Context(warm, base, gold);
    }
}
