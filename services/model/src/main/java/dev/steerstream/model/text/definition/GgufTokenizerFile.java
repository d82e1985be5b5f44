package dev.steerstream.model.text.definition;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.GgufFile;
import java.util.Set;

/** Turns the tokenizer in a GGUF file's metadata into the tokenizer.json that its makers published. */
public final class GgufTokenizerFile {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final GgufVocabulary vocabulary;

    /** @throws dev.steerstream.model.files.ModelFileException when the file has no tokens */
    public GgufTokenizerFile(GgufFile file) {
        this.vocabulary = new GgufVocabulary(file);
    }

    /** @throws dev.steerstream.model.files.ModelFileException when it is of an unsupported kind */
    public TokenizerDefinition definition() {
        ObjectNode json = MAPPER.createObjectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        String model = vocabulary.text("model");
        switch (model) {
            case "gpt2" -> GgufBytePairs.describe(vocabulary, json);
            case "llama" -> GgufSentencePieces.describe(vocabulary, json);
            default ->
                throw vocabulary.refused(
                        "model", model, "only gpt2 (byte-level BPE) and llama (SentencePiece) are supported");
        }
        json.set("added_tokens", addedTokens(model.equals("llama")));
        if (vocabulary.flag("add_eos_token", false)) {
            throw vocabulary.refused("add_eos_token", true, "only false is supported");
        }
        // llama.cpp adds it to a SentencePiece text unless the file says otherwise.
        if (vocabulary.flag("add_bos_token", model.equals("llama"))) {
            json.set(
                    "post_processor",
                    prefix(vocabulary
                            .id("bos_token_id")
                            .orElseThrow(() -> vocabulary.refused(
                                    "bos_token_id", "missing", "it must be there since add_bos_token is true"))));
        } else {
            json.putNull("post_processor");
        }
        return new TokenizerDefinition(vocabulary.file().path(), json);
    }

    /** The end-of-text id that the file names first, then the other ones it names. */
    public Set<Integer> ends() {
        return vocabulary.ends();
    }

    private ArrayNode addedTokens(boolean sentencePieces) {
        ArrayNode added = MAPPER.createArrayNode();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            String token = vocabulary.tokens().get(id);
            boolean control = vocabulary.type(id) == GgufVocabulary.CONTROL;
            boolean asNormalised = !sentencePieces || token.equals(GgufSentencePieces.spelled(vocabulary, id));
            if (control || (vocabulary.type(id) == GgufVocabulary.USER_DEFINED && asNormalised)) {
                added.addObject()
                        .put("id", id)
                        .put("content", token)
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", control);
            }
        }
        return added;
    }

    private ObjectNode prefix(int id) {
        String token = vocabulary.tokens().get(id);
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
}
