package dev.steerstream.model.inspection;

import dev.steerstream.model.files.TransformerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a file or directory holds.
 *
 * @param bytes of all its files
 * @param digest by which profiles, adapters and receipts name it; empty where it was not asked for or cannot be told
 * @param architecture what the file calls it, supported or not
 * @param shape of the network, where it is a supported one
 * @param details what else its kind of file says of itself, in a sensible order
 * @param tensorTypes the tensors by their storage format
 * @param chatTemplate its digest, where there is one
 * @param unsupported a sentence for each thing that keeps the engine from using it
 */
public record Inspection(
        Path path,
        Kind kind,
        long bytes,
        Optional<String> digest,
        Optional<String> architecture,
        Optional<TransformerConfig> shape,
        Map<String, String> details,
        List<TensorType> tensorTypes,
        Optional<TokenizerSummary> tokenizer,
        Optional<String> chatTemplate,
        List<String> unsupported) {
    public Inspection {
        tensorTypes = List.copyOf(tensorTypes);
        unsupported = List.copyOf(unsupported);
    }

    /** What it is. */
    public enum Kind {
        GGUF("GGUF model"),
        SAFETENSORS("safetensors file"),
        DIRECTORY("model in transformers' layout"),
        ADAPTER("PEFT adapter"),
        PROFILE("exported steering profile with its adapter");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** For people. */
        public String label() {
            return label;
        }
    }

    /**
     * All tensors of one storage format.
     *
     * @param readable whether the engine reads this format
     */
    public record TensorType(String format, boolean readable, int tensors, long numbers, long bytes) {}

    /**
     * @param kind for example {@code BPE, byte-level}
     * @param endOfText the id that ends an answer, where the file names one
     */
    public record TokenizerSummary(String kind, int tokens, int specialTokens, OptionalLong endOfText, String digest) {}

    /** Numbers in all tensors. */
    public long numbers() {
        return tensorTypes.stream().mapToLong(TensorType::numbers).sum();
    }
}
