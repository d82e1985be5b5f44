package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.TransformerConfig;

/** How PEFT's two files hold the adapters of one method. */
sealed interface PeftFormat<A extends PeftAdapter>
        permits LoraFormat, Ia3Format, PromptTuningFormat, PrefixTuningFormat {
    /** What {@code peft_type} says. */
    String type();

    /**
     * Reads an adapter; whether it fits the model is still to be checked.
     *
     * @throws dev.steerstream.model.files.ModelFileException when an option or a tensor is not what the method has
     * @throws IllegalArgumentException when the numbers are not an adapter's
     */
    A read(PeftOptions options, SafetensorsFile tensors, TransformerConfig model);

    /** The method's own options. */
    void describe(A adapter, ObjectNode json);
}
