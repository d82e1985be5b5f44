package dev.steerstream.model.text.definition;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.text.definition.PreTokenizers.PreTokenizer;

/** A byte-level BPE in a GGUF file ({@code gpt2}): entries in GPT-2's alphabet, merges in their order. */
final class GgufBytePairs {
    private static final JsonMapper MAPPER = new JsonMapper();

    private GgufBytePairs() {}

    /** Adds normalizer, pre_tokenizer, decoder and model. */
    static void describe(GgufVocabulary vocabulary, ObjectNode json) {
        String split = vocabulary.text("pre");
        PreTokenizer preTokenizer = PreTokenizers.named(split)
                .orElseThrow(
                        () -> vocabulary.refused("pre", split, "only " + PreTokenizers.supported() + " are supported"));
        if (vocabulary.flag("add_space_prefix", false)) {
            throw vocabulary.refused("add_space_prefix", true, "only false is supported");
        }
        json.set("normalizer", preTokenizer.normalizer());
        json.set("pre_tokenizer", preTokenizer.preTokenizer());
        json.set(
                "decoder",
                MAPPER.createObjectNode()
                        .put("type", "ByteLevel")
                        .put("add_prefix_space", true) // the decoder ignores all three
                        .put("trim_offsets", true)
                        .put("use_regex", true));
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", preTokenizer.wholeFirst());
        ObjectNode entries = model.putObject("vocab");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.type(id) != GgufVocabulary.UNUSED) {
                String token = vocabulary.tokens().get(id);
                if (entries.has(token)) {
                    throw vocabulary.refused("tokens", token, "no token may occur twice");
                }
                entries.put(token, id);
            }
        }
        ArrayNode merges = model.putArray("merges");
        vocabulary.texts("merges").forEach(merges::add);
    }
}
