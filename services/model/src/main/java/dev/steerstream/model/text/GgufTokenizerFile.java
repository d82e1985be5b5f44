package dev.steerstream.model.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.GgufMetadata;
import dev.steerstream.model.files.ModelFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns the tokenizer in a GGUF file's metadata into the tokenizer.json that its makers published. */
final class GgufTokenizerFile {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final String REMEDY = "Use a model with one of these tokenizers.";
    private static final List<String> END_KEYS = List.of("eos_token_id", "eot_token_id", "eom_token_id");

    /** How text is split before merging: digits one by one or not, then GPT-2's expression. By llama.cpp's name of it. */
    private static final Map<String, Boolean> DIGITS_APART = Map.of("smollm", true, "gpt-2", false, "gpt2", false);

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final List<String> tokens;

    GgufTokenizerFile(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
        this.tokens = metadata.required(metadata.strings(key("tokens")), key("tokens"));
    }

    private static String key(String name) {
        return "tokenizer.ggml." + name;
    }

    TokenizerDefinition definition() {
        String model = metadata.required(metadata.string(key("model")), key("model"));
        if (!model.equals("gpt2")) {
            throw refused("model", model, "only gpt2 (byte-level BPE) is supported");
        }
        String split = metadata.required(metadata.string(key("pre")), key("pre"));
        if (!DIGITS_APART.containsKey(split)) {
            throw refused("pre", split, "only gpt-2 and smollm are supported");
        }
        if (metadata.flag(key("add_space_prefix")).orElse(false)) {
            throw refused("add_space_prefix", true, "only false is supported");
        }
        ObjectNode json = MAPPER.createObjectNode().put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        json.putNull("normalizer");
        json.set("pre_tokenizer", preTokenizer(DIGITS_APART.get(split)));
        json.set("decoder", byteLevel(true));
        json.set("model", model());
        json.set("added_tokens", addedTokens());
        if (metadata.flag(key("add_bos_token")).orElse(false)) {
            json.set(
                    "post_processor",
                    prefix(id("bos_token_id")
                            .orElseThrow(() -> refused(
                                    "bos_token_id", "missing", "it must be there since add_bos_token is true"))));
        } else {
            json.putNull("post_processor");
        }
        return new TokenizerDefinition(file.path(), json);
    }

    Optional<Integer> id(String name) {
        return metadata.integer(key(name)).map(id -> {
            if (id < 0 || id >= tokens.size()) {
                throw refused(name, id, "it must be below the " + tokens.size() + " tokens");
            }
            return id.intValue();
        });
    }

    /** The end-of-text id that the file names first, then the other ones it names. */
    Set<Integer> ends() {
        Set<Integer> ends = new LinkedHashSet<>();
        END_KEYS.forEach(name -> id(name).ifPresent(ends::add));
        return ends;
    }

    private static ObjectNode preTokenizer(boolean digitsApart) {
        if (!digitsApart) {
            return byteLevel(false);
        }
        ObjectNode sequence = MAPPER.createObjectNode().put("type", "Sequence");
        ArrayNode parts = sequence.putArray("pretokenizers");
        parts.addObject().put("type", "Digits").put("individual_digits", true);
        parts.add(byteLevel(false));
        return sequence;
    }

    private static ObjectNode byteLevel(boolean prefixSpace) {
        return MAPPER.createObjectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", prefixSpace) // the decoder ignores it
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private ObjectNode model() {
        ObjectNode model = MAPPER.createObjectNode().put("type", "BPE");
        model.putNull("dropout");
        model.putNull("unk_token");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            if (vocabulary.has(tokens.get(id))) {
                throw refused("tokens", tokens.get(id), "no token may occur twice");
            }
            vocabulary.put(tokens.get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        metadata.required(metadata.strings(key("merges")), key("merges")).forEach(merges::add);
        return model;
    }

    private ArrayNode addedTokens() {
        ArrayNode added = MAPPER.createArrayNode();
        long[] types = metadata.required(metadata.integers(key("token_type")), key("token_type"));
        if (types.length != tokens.size()) {
            throw refused("token_type", types.length + " entries", "there are " + tokens.size() + " tokens");
        }
        for (int id = 0; id < types.length; id++) {
            if (types[id] == CONTROL || types[id] == USER_DEFINED) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", types[id] == CONTROL);
            }
        }
        return added;
    }

    private ObjectNode prefix(int id) {
        String token = tokens.get(id);
        ObjectNode template = MAPPER.createObjectNode().put("type", "TemplateProcessing");
        for (String form : new String[] {"single", "pair"}) {
            ArrayNode parts = template.putArray(form);
            parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
            parts.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
            if (form.equals("pair")) {
                parts.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
            }
        }
        ObjectNode special =
                template.putObject("special_tokens").putObject(token).put("id", token);
        special.putArray("ids").add(id);
        special.putArray("tokens").add(token);
        return template;
    }

    private ModelFileException refused(String name, Object value, String rule) {
        return new ModelFileException(file.path(), key(name), value, rule, REMEDY);
    }
}
