package dev.steerstream.core.decoding.sequence;

import dev.steerstream.core.steering.RowsSummary;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the models say after a token: the logits of the warm and the base row, {@code [vocab]} each or null where the row was not
 * asked for, and a summary of both where one was asked for and could be made. The arrays are the model's and are valid until its
 * next call: receivers read, never keep or change them. Rows that nobody looks at are not copied.
 */
public final class StepLogits {
    private final Supplier<float[]> warmRow;
    private final Supplier<float[]> baseRow;
    private final RowsSummary summary;
    private final Tops tops;
    private float[] warm;
    private float[] base;

    /** Rows that are at hand; null where a row was not asked for. */
    public StepLogits(float[] warm, float[] base) {
        this(() -> warm, () -> base, null, null);
    }

    /**
     * @param summary of both rows, or null
     * @param tops of the rows, or null
     */
    public StepLogits(Supplier<float[]> warm, Supplier<float[]> base, RowsSummary summary, Tops tops) {
        this.warmRow = warm;
        this.baseRow = base;
        this.summary = summary;
        this.tops = tops;
    }

    public float[] warm() {
        if (warm == null) {
            warm = warmRow.get();
        }
        return warm;
    }

    public float[] base() {
        if (base == null) {
            base = baseRow.get();
        }
        return base;
    }

    public Optional<RowsSummary> summary() {
        return Optional.ofNullable(summary);
    }

    /** The rows' most probable tokens, where the sequence was opened to have them and they could be made. */
    public Optional<Tops> tops() {
        return Optional.ofNullable(tops);
    }

    /**
     * The most probable tokens of a context's rows, as the model has them at hand.
     *
     * @param warm null where the warm row did not run
     * @param base null where the base row did not run
     */
    public record Tops(TopTokens warm, TopTokens base) {}
}
