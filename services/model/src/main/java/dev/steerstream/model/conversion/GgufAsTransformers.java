package dev.steerstream.model.conversion;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.TransformerConfig;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.definition.GgufTokenizerFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a GGUF file says of itself, as the files that transformers reads. */
final class GgufAsTransformers {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path source;
    private final TransformerConfig config;
    private final ExportedType type;

    GgufAsTransformers(Path source, TransformerConfig config, ExportedType type) {
        this.source = source;
        this.config = config;
        this.type = type;
    }

    /** Contents by file name. */
    Map<String, byte[]> files() {
        try (GgufFile file = GgufFile.open(source)) {
            GgufTokenizerFile tokenizer = new GgufTokenizerFile(file);
            ArrayNode ends = MAPPER.createArrayNode();
            tokenizer.ends().forEach(ends::add);
            Map<String, byte[]> files = new LinkedHashMap<>();
            files.put("config.json", TransformersExport.pretty(ids(file, ConfigJson.of(config, type), ends)));
            files.put("tokenizer.json", tokenizer.definition().published().getBytes(StandardCharsets.UTF_8));
            files.put("tokenizer_config.json", TransformersExport.pretty(tokens(file)));
            files.put("generation_config.json", TransformersExport.pretty(ids(file, MAPPER.createObjectNode(), ends)));
            ChatTemplate.of(file)
                    .ifPresent(template ->
                            files.put("chat_template.jinja", template.source().getBytes(StandardCharsets.UTF_8)));
            return files;
        }
    }

    private static ObjectNode ids(GgufFile file, ObjectNode json, ArrayNode ends) {
        id(file, "bos").ifPresent(id -> json.put("bos_token_id", id));
        id(file, "padding").ifPresent(id -> json.put("pad_token_id", id));
        if (ends.size() == 1) {
            json.set("eos_token_id", ends.get(0));
        } else if (!ends.isEmpty()) {
            json.set("eos_token_id", ends);
        }
        return json;
    }

    private static ObjectNode tokens(GgufFile file) {
        List<String> vocabulary =
                file.metadata().strings("tokenizer.ggml.tokens").orElse(List.of());
        ObjectNode json = MAPPER.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
        Map.of("bos", "bos_token", "eos", "eos_token", "unknown", "unk_token", "padding", "pad_token")
                .forEach((stored, name) -> id(file, stored)
                        .filter(id -> id >= 0 && id < vocabulary.size())
                        .ifPresent(id -> json.put(name, vocabulary.get(id.intValue()))));
        return json;
    }

    private static Optional<Long> id(GgufFile file, String name) {
        return file.metadata().integer("tokenizer.ggml." + name + "_token_id");
    }
}
