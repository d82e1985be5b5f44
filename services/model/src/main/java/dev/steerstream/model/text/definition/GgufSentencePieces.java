package dev.steerstream.model.text.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gemma's SentencePiece vocabulary in a GGUF file ({@code llama}) as the BPE that its makers published: the file has no merges,
 * but an entry's place in the vocabulary is the rank of the merges that make it.
 */
final class GgufSentencePieces {
    private static final String SPACE = SentencePieceSpelling.SPACE;

    private GgufSentencePieces() {}

    /** One way to make an entry of two others; lengths in code points. */
    private record Merge(String left, String right, int leftLength, int rightLength) {}

    /** Adds normalizer, pre_tokenizer, decoder and model. */
    static void describe(GgufVocabulary vocabulary, ObjectNode json) {
        if (vocabulary.flag("add_space_prefix", true)) {
            throw vocabulary.refused("add_space_prefix", "true or missing", "only false is supported");
        }
        String architecture =
                vocabulary.file().metadata().string("general.architecture").orElse("missing");
        if (!architecture.startsWith("gemma")) {
            throw vocabulary.refused(
                    "model",
                    "llama in a " + architecture + " model",
                    "SentencePiece is supported in gemma models only");
        }
        replace(json.putObject("normalizer"), " ", SPACE);
        ObjectNode split = json.putObject("pre_tokenizer").put("type", "Split");
        split.putObject("pattern").put("String", " ");
        split.put("behavior", "MergedWithPrevious").put("invert", false);
        ArrayNode decoders = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
        SentencePieceSpelling.DECODERS.forEach(type -> decoders.addObject().put("type", type));
        replace((ObjectNode) decoders.get(0), SPACE, " ");
        String unknown = vocabulary
                .id("unknown_token_id")
                .map(vocabulary.tokens()::get)
                .orElseThrow(() -> vocabulary.refused("unknown_token_id", "missing", "it must be there"));
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.putNull("dropout").put("unk_token", unknown);
        model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
        ObjectNode entries = model.putObject("vocab");
        Map<String, Integer> ids = entries(vocabulary);
        ids.forEach(entries::put);
        merges(vocabulary, ids, model.putArray("merges"));
    }

    private static void replace(ObjectNode step, String from, String to) {
        step.put("type", "Replace").putObject("pattern").put("String", from);
        step.put("content", to);
    }

    private static Map<String, Integer> entries(GgufVocabulary vocabulary) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.type(id) != GgufVocabulary.UNUSED && ids.put(spelled(vocabulary, id), id) != null) {
                throw vocabulary.refused("tokens", spelled(vocabulary, id), "no token may occur twice");
            }
        }
        return ids;
    }

    /** Runs of spaces stand there as they are, but text has been normalised when it is looked up. */
    static String spelled(GgufVocabulary vocabulary, int id) {
        String token = vocabulary.tokens().get(id);
        return !token.isEmpty() && token.chars().allMatch(c -> c == ' ') ? SPACE.repeat(token.length()) : token;
    }

    private static void merges(GgufVocabulary vocabulary, Map<String, Integer> ids, ArrayNode merges) {
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.type(id) != GgufVocabulary.UNUSED) {
                for (Merge merge : waysToMake(spelled(vocabulary, id), ids)) {
                    merges.addArray().add(merge.left()).add(merge.right());
                }
            }
        }
    }

    private static List<Merge> waysToMake(String token, Map<String, Integer> ids) {
        List<Merge> ways = new ArrayList<>();
        int length = token.codePointCount(0, token.length());
        for (int left = 1; left < length; left++) {
            int cut = token.offsetByCodePoints(0, left);
            Merge merge = new Merge(token.substring(0, cut), token.substring(cut), left, length - left);
            if (ids.containsKey(merge.left()) && ids.containsKey(merge.right())) {
                ways.add(merge);
            }
        }
        ways.sort(Comparator.comparingInt(Merge::leftLength)
                .thenComparingInt(Merge::rightLength)
                .reversed());
        return ways;
    }
}
