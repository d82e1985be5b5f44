package dev.steerstream.model.text.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.ModelFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A checked tokenizer.json of a BPE, byte-level or with byte fallback: what the tokenizer library is given, and what we need to know of it ourselves.
 */
public final class TokenizerDefinition {
    private static final int LARGEST_ID = 1 << 22;
    private static final String PLAIN = "Use a model with a BPE tokenizer, byte-level or as Gemma has it.";

    private final Path file;
    private final ObjectNode json;
    private final JsonNode postProcessor;
    private final Spelling spelling;
    private final int[] prefix;
    private final TreeMap<Integer, String> tokens = new TreeMap<>();
    private final TreeMap<String, Integer> special = new TreeMap<>();
    private final Set<String> added = new HashSet<>();

    /** @throws ModelFileException when it is of an unsupported kind */
    public TokenizerDefinition(Path file, ObjectNode json) {
        this.file = file;
        this.json = json;
        List<Integer> before = new PostProcessor((value, rule) -> refused("post_processor", value, rule))
                .prefix(json.path("post_processor"));
        this.postProcessor = json.path("post_processor");
        // Lengths and prefixes are ours to choose; the library does not see them.
        json.putNull("truncation").putNull("padding").putNull("post_processor");
        Optional<Spelling> told = Spelling.of(json.path("decoder"));
        require(
                told.isPresent(),
                "decoder",
                json.path("decoder"),
                "only ByteLevel and Sequence of " + SentencePieceSpelling.DECODERS + " are supported");
        this.spelling = told.orElseThrow();
        JsonNode model = checkedModel();
        model.get("vocab").properties().forEach(entry -> add(entry.getKey(), entry.getValue()));
        json.path("added_tokens").forEach(this::addAdded);
        require(!tokens.isEmpty(), "model.vocab", "empty", "it must have tokens");
        before.forEach(id -> require(tokens.containsKey(id), "post_processor", id, "it must name ids of tokens"));
        this.prefix = before.stream().mapToInt(Integer::intValue).toArray();
    }

    private JsonNode checkedModel() {
        JsonNode model = json.path("model");
        String type = model.path("type").asText("BPE");
        require(type.equals("BPE"), "model.type", type, "only BPE is supported");
        require(model.path("vocab").isObject(), "model.vocab", "missing", "it must be an object");
        require(model.path("merges").isArray(), "model.merges", "missing", "it must be an array");
        boolean fallback = model.path("byte_fallback").asBoolean(false);
        require(
                fallback == (spelling == Spelling.SENTENCE_PIECE),
                "model.byte_fallback",
                fallback,
                "it must be what the decoder undoes");
        JsonNode unknown =
                model.path("unk_token"); // the library fails at every unknown character when it lacks this one
        require(
                unknown.isMissingNode()
                        || unknown.isNull()
                        || model.get("vocab").has(unknown.asText()),
                "model.unk_token",
                unknown,
                "it must be in the vocabulary");
        return model;
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

    private void addAdded(JsonNode token) {
        String content = token.path("content").asText("");
        require(!content.isEmpty(), "added token", token, "it must have a content");
        for (String option : new String[] {"lstrip", "rstrip", "single_word"}) {
            require(!token.path(option).asBoolean(false), option + " of " + content, true, "only false is supported");
        }
        added.add(content);
        add(content, token.path("id"));
        if (token.path("special").asBoolean(false)) {
            require(content.length() > 1, "special token", content, "it must have more than one character");
            special.put(content, token.get("id").intValue());
        }
    }

    /** The whole tokenizer.json, as other libraries need it. */
    public String published() {
        ObjectNode whole = json.objectNode();
        whole.setAll(json); // the vocabulary is not copied
        whole.set("post_processor", postProcessor.isMissingNode() ? json.nullNode() : postProcessor);
        return whole.toString();
    }

    /** With every added token recognised in text. */
    public String withSpecialTokens() {
        return json.toString();
    }

    /** With special tokens as plain text; added tokens that are not special stay, they are part of the vocabulary. */
    public String withoutSpecialTokens() {
        ObjectNode copy = json.deepCopy();
        copy.putArray("added_tokens");
        json.path("added_tokens").forEach(added -> {
            if (!added.path("special").asBoolean(false)) {
                copy.withArray("added_tokens").add(added);
            }
        });
        return copy.toString();
    }

    /** What kind it is, for people. */
    public String kind() {
        return spelling == Spelling.BYTE_LEVEL ? "BPE, byte-level" : "BPE of SentencePiece, with byte fallback";
    }

    public Map<String, Integer> special() {
        return special;
    }

    /** The vocabulary entries by id; null where an id has none. */
    public String[] entries() {
        String[] entries = new String[tokens.lastKey() + 1];
        tokens.forEach((id, content) -> entries[id] = content);
        return entries;
    }

    /** What belongs in front of every text; a copy. */
    public int[] prefix() {
        return prefix.clone();
    }

    /** The bytes of a vocabulary entry; an added token is its own text. */
    public byte[] bytes(String entry) {
        return added.contains(entry) ? entry.getBytes(StandardCharsets.UTF_8) : spelling.bytes(entry);
    }

    public Path file() {
        return file;
    }

    /** sha256 of everything that ids depend on, in a canonical order: a GGUF file and a directory may agree. */
    public String digest() {
        MessageDigest sum = FileDigest.sha256();
        line(sum, "normalizer", canonical(json.path("normalizer")));
        line(sum, "pre_tokenizer", canonical(json.path("pre_tokenizer")));
        if (spelling != Spelling.BYTE_LEVEL) {
            line(sum, "decoder", canonical(json.path("decoder")));
        }
        if (json.get("model").path("ignore_merges").asBoolean(false)) {
            line(sum, "ignore_merges", "true");
        }
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
            throw refused(thing, value, rule);
        }
    }

    private ModelFileException refused(String thing, Object value, String rule) {
        return new ModelFileException(file, "tokenizer's " + thing, value, rule, PLAIN);
    }
}
