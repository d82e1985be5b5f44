package dev.steerstream.model.peft;

import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.files.TransformerConfig;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A prompt tuning adapter: embeddings {@code [virtual tokens, hidden size]}. The numbers are copied in and given out read-only:
 * immutable.
 */
public final class PromptTuningAdapter implements PeftAdapter {
    private final PromptTuningConfig config;
    private final int hiddenSize;
    private final FloatBuffer embeddings;

    /**
     * @param embeddings {@code [virtual tokens, hidden size]}, row-major
     * @throws IllegalArgumentException when the shape does not fit or a number is not finite
     */
    public PromptTuningAdapter(PromptTuningConfig config, int hiddenSize, FloatBuffer embeddings) {
        AdapterNumbers.check(PeftFiles.PROMPT, embeddings, (long) config.virtualTokens() * hiddenSize);
        this.config = config;
        this.hiddenSize = hiddenSize;
        this.embeddings = AdapterNumbers.copy(embeddings);
    }

    @Override
    public PromptTuningConfig config() {
        return config;
    }

    public int hiddenSize() {
        return hiddenSize;
    }

    /** A view with a position of its own. */
    public FloatBuffer embeddings() {
        return embeddings.duplicate();
    }

    @Override
    public void checkFits(TransformerConfig model) {
        if (hiddenSize != model.hiddenSize()) {
            throw new IllegalArgumentException("The adapter's embeddings are " + hiddenSize
                    + " wide, but the model's are " + model.hiddenSize() + ". Use the model it was made for.");
        }
        VirtualTokens.checkFit(config, model);
    }

    @Override
    public String digest() {
        return new AdapterNumbers.Digest()
                .line("prompt_tuning [" + config.virtualTokens() + "," + hiddenSize + "]")
                .numbers(embeddings)
                .hex();
    }

    @Override
    public SortedMap<String, SafetensorsWriter.Tensor> tensors() {
        return new TreeMap<>(Map.of(
                PeftFiles.PROMPT,
                new SafetensorsWriter.Tensor(new long[] {config.virtualTokens(), hiddenSize}, embeddings())));
    }
}
