package dev.steerstream.model.text.definition;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How text is normalised and split before byte-level merging, as the makers' tokenizer.json has it, by llama.cpp's name of it.
 * GGUF files carry only the name.
 */
final class PreTokenizers {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Contractions, words with one character in front, digits (how many at a time differs), punctuation, white space. */
    private static final String SPLIT = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|%s"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final PreTokenizer GPT2 = new PreTokenizer(null, false, false, false);
    private static final PreTokenizer LLAMA3 = new PreTokenizer(SPLIT.formatted("\\p{N}{1,3}"), false, false, true);
    private static final Map<String, PreTokenizer> BY_NAME = Map.of(
            "gpt-2", GPT2,
            "gpt2", GPT2,
            "smollm", new PreTokenizer(null, true, false, false),
            "qwen2", new PreTokenizer(SPLIT.formatted("\\p{N}"), false, true, false),
            "llama-bpe", LLAMA3);

    private PreTokenizers() {}

    /**
     * One way of splitting.
     *
     * @param split an expression whose matches are the pieces; null for GPT-2's
     * @param digitsApart whether every digit is a piece, before anything else
     * @param composed whether text is brought into Unicode's composed form (NFC) first
     * @param wholeFirst whether a piece that is an entry of the vocabulary is taken whole, without merging
     */
    record PreTokenizer(String split, boolean digitsApart, boolean composed, boolean wholeFirst) {
        ObjectNode normalizer() {
            return composed ? MAPPER.createObjectNode().put("type", "NFC") : null;
        }

        ObjectNode preTokenizer() {
            if (split == null && !digitsApart) {
                return byteLevel(true);
            }
            ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
            ArrayNode parts = sequence.putArray("pretokenizers");
            if (digitsApart) {
                parts.addObject().put("type", "Digits").put("individual_digits", true);
            }
            if (split != null) {
                ObjectNode part = parts.addObject().put("type", "Split");
                part.putObject("pattern").put("Regex", split);
                part.put("behavior", "Isolated").put("invert", false);
            }
            parts.add(byteLevel(split == null));
            return sequence;
        }

        private static ObjectNode byteLevel(boolean gpt2Split) {
            return MAPPER.createObjectNode()
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", true)
                    .put("use_regex", gpt2Split);
        }
    }

    static Optional<PreTokenizer> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static String supported() {
        return BY_NAME.keySet().stream().sorted().collect(Collectors.joining(", "));
    }
}
