package dev.steerstream.model.peft;

import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.files.TransformerConfig;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A prefix tuning adapter: for every virtual token and layer a key and a value of every key head, as attention takes them (keys
 * are not turned by a position). The numbers are copied in and given out read-only: immutable.
 */
public final class PrefixTuningAdapter implements PeftAdapter {
    /**
     * The model's part of the shape.
     *
     * @param layers blocks
     * @param keyValueHeads key heads of a block
     * @param headSize numbers of a key or value of a head
     */
    public record Shape(int layers, int keyValueHeads, int headSize) {
        public static Shape of(TransformerConfig model) {
            return new Shape(model.layers(), model.keyValueHeads(), model.headSize());
        }

        /** Numbers of the keys, or values, of one token in one layer: what PEFT calls token_dim here. */
        public int width() {
            return keyValueHeads * headSize;
        }

        /** Numbers of one virtual token. */
        public int ofToken() {
            return layers * 2 * width();
        }
    }

    private final PrefixTuningConfig config;
    private final Shape shape;
    private final FloatBuffer prefix;

    /**
     * @param prefix {@code [virtual tokens, layers, 2 (key, value), key heads, head size]}, row-major
     * @throws IllegalArgumentException when the shape does not fit or a number is not finite
     */
    public PrefixTuningAdapter(PrefixTuningConfig config, Shape shape, FloatBuffer prefix) {
        AdapterNumbers.check(PeftFiles.PROMPT, prefix, (long) config.virtualTokens() * shape.ofToken());
        this.config = config;
        this.shape = shape;
        this.prefix = AdapterNumbers.copy(prefix);
    }

    @Override
    public PrefixTuningConfig config() {
        return config;
    }

    public Shape shape() {
        return shape;
    }

    /** {@code [virtual tokens, layers, 2, key heads, head size]}: a view with a position of its own. */
    public FloatBuffer prefix() {
        return prefix.duplicate();
    }

    @Override
    public void checkFits(TransformerConfig model) {
        if (!shape.equals(Shape.of(model))) {
            throw new IllegalArgumentException("The adapter's prefix is for " + shape + ", but the model has "
                    + Shape.of(model) + ". Use the model it was made for.");
        }
        VirtualTokens.checkFit(config, model);
    }

    @Override
    public String digest() {
        return new AdapterNumbers.Digest()
                .line("p_tuning_v2 projection=" + config.projection() + " encoder=" + config.encoderHiddenSize() + " ["
                        + config.virtualTokens() + "," + shape.layers() + ",2," + shape.keyValueHeads() + ","
                        + shape.headSize() + "]")
                .numbers(prefix)
                .hex();
    }

    @Override
    public SortedMap<String, SafetensorsWriter.Tensor> tensors() {
        return new TreeMap<>(Map.of(
                PeftFiles.PROMPT,
                new SafetensorsWriter.Tensor(new long[] {config.virtualTokens(), shape.ofToken()}, prefix())));
    }
}
