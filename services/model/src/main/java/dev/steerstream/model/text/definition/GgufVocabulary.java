package dev.steerstream.model.text.definition;

import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.GgufMetadata;
import dev.steerstream.model.files.ModelFileException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a GGUF file's metadata says of its tokens, whatever tokenizer uses them. */
final class GgufVocabulary {
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;

    /** A row of the model that no token stands behind. */
    static final int UNUSED = 5;

    private static final String REMEDY = "Use a model with one of these tokenizers.";
    private static final List<String> END_KEYS = List.of("eos_token_id", "eot_token_id", "eom_token_id");

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final List<String> tokens;
    private final long[] types;

    GgufVocabulary(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
        this.tokens = metadata.required(metadata.strings(key("tokens")), key("tokens"));
        this.types = metadata.required(metadata.integers(key("token_type")), key("token_type"));
        if (types.length != tokens.size()) {
            throw refused("token_type", types.length + " entries", "there are " + tokens.size() + " tokens");
        }
    }

    private static String key(String name) {
        return "tokenizer.ggml." + name;
    }

    GgufFile file() {
        return file;
    }

    List<String> tokens() {
        return tokens;
    }

    long type(int id) {
        return types[id];
    }

    String text(String name) {
        return metadata.required(metadata.string(key(name)), key(name));
    }

    boolean flag(String name, boolean absent) {
        return metadata.flag(key(name)).orElse(absent);
    }

    List<String> texts(String name) {
        return metadata.required(metadata.strings(key(name)), key(name));
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

    ModelFileException refused(String name, Object value, String rule) {
        return new ModelFileException(file.path(), key(name), value, rule, REMEDY);
    }
}
