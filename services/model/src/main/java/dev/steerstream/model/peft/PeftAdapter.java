package dev.steerstream.model.peft;

import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.files.TransformerConfig;
import java.util.SortedMap;

/** An adapter of any method: float32 and finite, immutable, named by its content. */
public sealed interface PeftAdapter permits LoraAdapter, Ia3Adapter, PromptTuningAdapter, PrefixTuningAdapter {
    PeftConfig config();

    /**
     * Holds the adapter against a model: exactly what its configuration names, with the model's shapes.
     *
     * @throws IllegalArgumentException when it is for another model
     */
    void checkFits(TransformerConfig model);

    /**
     * sha256 over the configuration and, sorted by name, each tensor's name, shape and little-endian float32: the same whatever
     * the files' dates, places or order.
     */
    String digest();

    /** The tensors by the names that they have in PEFT's file. */
    SortedMap<String, SafetensorsWriter.Tensor> tensors();
}
