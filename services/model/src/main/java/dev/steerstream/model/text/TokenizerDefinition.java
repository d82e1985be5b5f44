package dev.steerstream.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.ModelFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A checked tokenizer.json of a byte-level BPE: what the tokenizer library is given, and what we need to know of it ourselves.
 */
final class TokenizerDefinition {
    private static final int LARGEST_ID = 1 << 22;
    private static final String PLAIN = "Use a model with a plain byte-level BPE tokenizer.";

    private final Path file;
    private final ObjectNode json;
    private final TreeMap<Integer, String> tokens = new TreeMap<>();
    private final TreeMap<String, Integer> special = new TreeMap<>();

    TokenizerDefinition(Path file, ObjectNode json) {
        this.file = file;
        this.json = json;
        JsonNode model = json.path("model");
        require(
                "BPE".equals(model.path("type").asText("BPE")),
                "model.type",
                model.path("type"),
                "only BPE is supported");
        require(
                "ByteLevel".equals(json.path("decoder").path("type").asText()),
                "decoder",
                json.path("decoder"),
                "only ByteLevel is supported");
        require(model.path("vocab").isObject(), "model.vocab", "missing", "it must be an object");
        require(model.path("merges").isArray(), "model.merges", "missing", "it must be an array");
        require(!model.path("byte_fallback").asBoolean(false), "model.byte_fallback", true, "only false is supported");
        model.get("vocab").properties().forEach(entry -> add(entry.getKey(), entry.getValue()));
        json.path("added_tokens").forEach(this::addAdded);
        require(!tokens.isEmpty(), "model.vocab", "empty", "it must have tokens");
    }

    private void add(String content, JsonNode id) {
        require(
                id.isInt() && id.intValue() >= 0 && id.intValue() < LARGEST_ID,
                "id of " + content,
                id,
                "an id is 0 to " + (LARGEST_ID - 1));
        String before = tokens.put(id.intValue(), content);
        require(before == null || before.equals(content), "id " + id, content, "it already stands for " + before);
    }

    private void addAdded(JsonNode added) {
        String content = added.path("content").asText("");
        require(!content.isEmpty(), "added token", added, "it must have a content");
        for (String option : new String[] {"lstrip", "rstrip", "single_word"}) {
            require(!added.path(option).asBoolean(false), option + " of " + content, true, "only false is supported");
        }
        add(content, added.path("id"));
        if (added.path("special").asBoolean(false)) {
            require(content.length() > 1, "special token", content, "it must have more than one character");
            special.put(content, added.get("id").intValue());
        }
    }

    /** With every added token recognised in text. */
    String withSpecialTokens() {
        return json.toString();
    }

    /** With special tokens as plain text; added tokens that are not special stay, they are part of the vocabulary. */
    String withoutSpecialTokens() {
        ObjectNode copy = json.deepCopy();
        copy.putArray("added_tokens");
        json.path("added_tokens").forEach(added -> {
            if (!added.path("special").asBoolean(false)) {
                copy.withArray("added_tokens").add(added);
            }
        });
        copy.putNull("post_processor"); // it may name a special token
        return copy.toString();
    }

    Map<String, Integer> special() {
        return special;
    }

    /** The vocabulary entries by id; null where an id has none. */
    String[] entries() {
        String[] entries = new String[tokens.lastKey() + 1];
        tokens.forEach((id, content) -> entries[id] = content);
        return entries;
    }

    Path file() {
        return file;
    }

    /** sha256 of everything that ids depend on, in a canonical order: a GGUF file and a directory may agree. */
    String digest() {
        MessageDigest sum = FileDigest.sha256();
        line(sum, "normalizer", canonical(json.path("normalizer")));
        line(sum, "pre_tokenizer", canonical(json.path("pre_tokenizer")));
        tokens.forEach((id, content) -> line(sum, "token " + id, content));
        special.forEach((content, id) -> line(sum, "special " + id, content));
        json.path("added_tokens").forEach(added -> line(sum, "added", canonical(added)));
        json.get("model").get("merges").forEach(merge -> line(sum, "merge", mergeText(merge)));
        return HexFormat.of().formatHex(sum.digest());
    }

    private static String mergeText(JsonNode merge) {
        return merge.isArray() ? merge.path(0).asText() + " " + merge.path(1).asText() : merge.asText();
    }

    private static void line(MessageDigest sum, String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        sum.update((name + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
        sum.update(bytes);
    }

    private static String canonical(JsonNode node) {
        if (!node.isObject()) {
            if (!node.isArray()) {
                return node.isMissingNode() ? "null" : node.toString();
            }
            StringBuilder list = new StringBuilder("[");
            node.forEach(element -> list.append(canonical(element)).append(','));
            return list.append(']').toString();
        }
        StringBuilder object = new StringBuilder("{");
        TreeSet<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        names.forEach(name -> object.append(name)
                .append(':')
                .append(canonical(node.get(name)))
                .append(','));
        return object.append('}').toString();
    }

    private void require(boolean holds, String thing, Object value, String rule) {
        if (!holds) {
            throw new ModelFileException(file, "tokenizer's " + thing, value, rule, PLAIN);
        }
    }
}
