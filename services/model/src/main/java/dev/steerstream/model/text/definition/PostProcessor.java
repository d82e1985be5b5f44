package dev.steerstream.model.text.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What a tokenizer.json's post-processor puts in front of a text. It is read here and never run by the tokenizer library, which
 * ends the process where a template names a token that is not there.
 */
final class PostProcessor {
    private final BiFunction<Object, String, RuntimeException> refused;

    /** @param refused makes the typed error of a value and a rule */
    PostProcessor(BiFunction<Object, String, RuntimeException> refused) {
        this.refused = refused;
    }

    /** The ids in front; something behind a text would end every prompt and is refused. */
    List<Integer> prefix(JsonNode processor) {
        List<Integer> ids = new ArrayList<>();
        switch (processor.path("type").asText("")) {
            case "TemplateProcessing" -> ids.addAll(template(processor));
            case "Sequence" -> processor.path("processors").forEach(part -> ids.addAll(prefix(part)));
            case "ByteLevel" -> {
                // it changes offsets only
            }
            default -> {
                if (!processor.isNull() && !processor.isMissingNode()) {
                    throw refused.apply(processor, "only TemplateProcessing, ByteLevel and Sequence are supported");
                }
            }
        }
        return ids;
    }

    private List<Integer> template(JsonNode template) {
        List<Integer> ids = new ArrayList<>();
        boolean text = false;
        for (JsonNode piece : template.path("single")) {
            if (piece.path("Sequence").path("id").asText().equals("A") && !text) {
                text = true;
            } else if (piece.has("SpecialToken") && !text) {
                ids.addAll(ids(template, piece.get("SpecialToken").path("id").asText()));
            } else {
                throw refused.apply(piece, "tokens may only stand in front of one text");
            }
        }
        if (!text) {
            throw refused.apply(template.path("single"), "a template has a place for the text");
        }
        return ids;
    }

    private List<Integer> ids(JsonNode template, String token) {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode id : template.path("special_tokens").path(token).path("ids")) {
            if (!id.isInt()) {
                throw refused.apply(id, "an id is an integer");
            }
            ids.add(id.intValue());
        }
        if (ids.isEmpty()) {
            throw refused.apply(token, "special_tokens must list its ids");
        }
        return ids;
    }
}
