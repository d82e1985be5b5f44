package dev.steerstream.model.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.StrictJson;
import dev.steerstream.model.text.definition.GgufTokenizerFile;
import dev.steerstream.model.text.definition.TokenizerDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A BPE tokenizer, byte-level or with byte fallback, with the ids of Hugging Face's. Thread-safe until closed.
 *
 * <p>A vocabulary need not have all bytes: SmolLM2's has no token for eight that valid UTF-8 can contain, some control
 * characters and code points U+40000 to U+BFFFF among them. Hugging Face drops such bytes, and so do we: ids are equal, but that
 * text does not come back from {@link #decode}. Nor does text that a normaliser changes: Qwen's composes characters (NFC). Bytes
 * that are no UTF-8 become one U+FFFD for each longest beginning of a character; Hugging Face's byte fallback writes one a byte.
 */
public final class Tokenizer implements AutoCloseable {
    private static final int LARGEST_FILE = 1 << 26;
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    /** Texts by which makers of models mark the end; llama.cpp ends generation at them too. */
    private static final Set<String> END_MARKS =
            Set.of("<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|end|>", "<end_of_turn>", "</s>");

    private final HuggingFaceTokenizer withSpecial;
    private final HuggingFaceTokenizer withoutSpecial;
    private final Map<String, Integer> special;
    private final boolean[] isSpecial;
    private final byte[][] bytes; // null where an id has no token
    private final Set<Integer> ends;
    private final int[] prefix;
    private final String digest;

    private Tokenizer(TokenizerDefinition definition, Set<Integer> namedEnds) {
        this.special = Collections.unmodifiableMap(definition.special());
        String[] entries = definition.entries();
        this.bytes = new byte[entries.length][];
        this.isSpecial = new boolean[entries.length];
        for (int id = 0; id < entries.length; id++) {
            bytes[id] = entries[id] == null ? null : definition.bytes(entries[id]);
        }
        special.values().forEach(id -> isSpecial[id] = true);
        this.ends = ends(namedEnds);
        this.digest = definition.digest();
        this.prefix = definition.prefix();
        this.withSpecial = load(definition, definition.withSpecialTokens());
        try {
            this.withoutSpecial = load(definition, definition.withoutSpecialTokens());
        } catch (RuntimeException e) {
            withSpecial.close();
            throw e;
        }
    }

    private Set<Integer> ends(Set<Integer> named) {
        Set<Integer> all = new LinkedHashSet<>(named);
        special.forEach((content, id) -> {
            if (END_MARKS.contains(content)) {
                all.add(id);
            }
        });
        return Collections.unmodifiableSet(all);
    }

    private static HuggingFaceTokenizer load(TokenizerDefinition definition, String json) {
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), OPTIONS);
        } catch (IOException | RuntimeException e) {
            throw new ModelFileException(
                    definition.file(),
                    "the tokenizer",
                    "refused by the tokenizer library (" + e.getMessage() + ")",
                    "it must be a valid BPE",
                    "Use another copy of the model.",
                    e);
        }
    }

    /**
     * The tokenizer of a GGUF file, or of a directory with tokenizer.json.
     *
     * @throws ModelFileException when there is none, or it is of an unsupported kind
     */
    public static Tokenizer open(Path fileOrDirectory) {
        if (!Files.isDirectory(fileOrDirectory)) {
            try (GgufFile file = GgufFile.open(fileOrDirectory)) {
                GgufTokenizerFile stored = new GgufTokenizerFile(file);
                return new Tokenizer(stored.definition(), stored.ends());
            }
        }
        Path file = fileOrDirectory.resolve("tokenizer.json");
        TokenizerDefinition definition = new TokenizerDefinition(file, StrictJson.read(file, LARGEST_FILE));
        return new Tokenizer(definition, directoryEnds(fileOrDirectory));
    }

    /** The tokenizer of a tokenizer.json's bytes, without ends of its own. */
    static Tokenizer of(byte[] json, String name) {
        Path file = Path.of(name);
        return new Tokenizer(new TokenizerDefinition(file, StrictJson.read(file, "the file", json)), Set.of());
    }

    private static Set<Integer> directoryEnds(Path directory) {
        Set<Integer> ends = new LinkedHashSet<>();
        for (String name : List.of("generation_config.json", "config.json")) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                ObjectNode json = StrictJson.read(file, 1 << 20);
                JsonNode end = json.path("eos_token_id");
                if (end.isInt()) {
                    ends.add(end.intValue());
                }
                end.forEach(id -> ends.add(id.intValue()));
            }
        }
        return ends;
    }

    /**
     * The ids of a text; nothing is put in front of it or behind it.
     *
     * @param parseSpecialTokens whether the text of a special token becomes that token. False for everything that a user wrote.
     * @throws IllegalArgumentException when the text is not valid Unicode
     */
    public int[] encode(String text, boolean parseSpecialTokens) {
        refuseLoneSurrogates(text);
        return ids(parseSpecialTokens ? withSpecial : withoutSpecial, text);
    }

    private static int[] ids(HuggingFaceTokenizer tokenizer, String text) {
        return text.isEmpty()
                ? new int[0]
                : Arrays.stream(tokenizer.encode(text, false, false).getIds())
                        .mapToInt(Math::toIntExact)
                        .toArray();
    }

    private static void refuseLoneSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException("text has half a surrogate pair at index " + i
                        + ", but text must be valid Unicode. Remove it or send the whole character.");
            }
        }
    }

    /** The text of the ids; bytes that are not UTF-8 become U+FFFD. */
    public String decode(int[] ids, boolean skipSpecial) {
        IncrementalDecoder decoder = new IncrementalDecoder(this, skipSpecial);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(decoder.append(id));
        }
        return text.append(decoder.finish()).toString();
    }

    /** A copy of the bytes that a token stands for, perhaps a part of a character; those of its text for a special token. */
    public byte[] tokenBytes(int id) {
        return bytesOf(id).clone();
    }

    byte[] bytesOf(int id) {
        if (id < 0 || id >= bytes.length || bytes[id] == null) {
            throw new IllegalArgumentException(
                    "token id is " + id + ", but this tokenizer has ids 0 to " + (bytes.length - 1));
        }
        return bytes[id];
    }

    /** Whether an id is a token of the vocabulary: models may have more rows than the tokenizer has tokens. */
    public boolean isToken(int id) {
        return id >= 0 && id < bytes.length && bytes[id] != null;
    }

    /** Whether the id is a special token: a mark between texts, never a text. */
    public boolean isSpecial(int id) {
        return id >= 0 && id < isSpecial.length && isSpecial[id];
    }

    /** The special tokens' ids by their text. */
    public Map<String, Integer> specialTokens() {
        return special;
    }

    /** The highest id plus one. */
    public int vocabularySize() {
        return bytes.length;
    }

    /** The ids that end an answer: those that the model's files name, first the usual one, and well-known end marks. */
    public Set<Integer> endOfTextIds() {
        return ends;
    }

    /** The id that ends a completion in training: the first that the model's files name. */
    public int endOfTextId() {
        return ends.stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "This model's files name no end-of-text token, but a completion must end with one."));
    }

    /** A copy of the ids that belong in front of every raw text (a begin-of-text token, or none). */
    public int[] prefixIds() {
        return prefix.clone();
    }

    /** sha256 of what ids depend on: tokens, merges, splitting, special tokens. */
    public String digest() {
        return digest;
    }

    @Override
    public void close() {
        withSpecial.close();
        withoutSpecial.close();
    }
}
