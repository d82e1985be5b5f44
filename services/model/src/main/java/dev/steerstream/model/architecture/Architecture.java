package dev.steerstream.model.architecture;

import java.util.Map;
import java.util.OptionalInt;

/** One kind of network: how its blocks are built and what files call its parts. Stateless. */
public interface Architecture {
    /** Its name in descriptions. */
    String name();

    /** Its {@code model_type} in config.json. */
    default String modelType() {
        return name();
    }

    /** Its {@code general.architecture} in GGUF files. */
    default String ggufName() {
        return name();
    }

    /**
     * The design of its blocks.
     *
     * @throws RuntimeException {@link Settings#refused} for what the forward pass does not compute
     */
    BlockDesign design(Settings settings);

    /** What config.json says of its blocks, under transformers' names: what {@link #design} reads. */
    default Map<String, Object> settings(BlockDesign design) {
        return Map.of("hidden_act", "silu");
    }

    /** What transformers assumes where a configuration is silent. */
    default Defaults defaults() {
        return Defaults.LLAMA;
    }

    /** What transformers calls a part of a layer. */
    default String nameOf(LayerPart part) {
        return part.transformersName();
    }

    /** What is added to the norms' weights in safetensors files to give the factors that the network uses; GGUF has the factors. */
    default float normOffset() {
        return 0;
    }

    /** Whether GGUF files interleave the two halves of every query and key head. */
    default boolean interleavedInGguf() {
        return false;
    }

    /**
     * What stands for an absent setting.
     *
     * @param headSize hidden size by heads when empty
     * @param ropeTheta base of the rotary frequencies
     * @param tiedEmbeddings whether the output matrix is the embedding matrix
     */
    record Defaults(OptionalInt headSize, double ropeTheta, boolean tiedEmbeddings) {
        static final Defaults LLAMA = new Defaults(OptionalInt.empty(), 10_000, false);
    }
}
