package dev.steerstream.core.direction;

import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.TokenContext;
import java.util.Arrays;
import java.util.Objects;

/**
 * A task's mean vector, the same in every context: {@code mean_delta} or {@code mean_log_ratio} over its calibration tokens. Decoding along it
 * needs no forward of the base model. Held dense in float16: two bytes a token of the vocabulary. Immutable.
 */
public final class StaticVector implements Direction {
    public static final String MEAN_DELTA = "mean_delta";
    public static final String MEAN_LOG_RATIO = "mean_log_ratio";

    private final String name;
    private final short[] halves;

    private StaticVector(String name, short[] halves) {
        this.name = Objects.requireNonNull(name, "name");
        this.halves = halves;
    }

    /** Rounds values {@code [vocab]} to float16. */
    public static StaticVector of(String name, float[] values) {
        short[] halves = new short[values.length];
        for (int v = 0; v < values.length; v++) {
            halves[v] = Float16.of(values[v]);
        }
        return new StaticVector(name, halves);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double at(int token, TokenContext context) {
        return Float16.toFloat(halves[token]);
    }

    @Override
    public boolean needsBase() {
        return false;
    }

    /** A copy of what is applied, {@code [vocab]}: each value is one of float16. */
    public float[] values() {
        float[] values = new float[halves.length];
        for (int v = 0; v < values.length; v++) {
            values[v] = Float16.toFloat(halves[v]);
        }
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StaticVector vector && vector.name.equals(name) && Arrays.equals(vector.halves, halves);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(halves);
    }

    @Override
    public String toString() {
        return name + "[" + halves.length + "]";
    }
}
