package dev.steerstream.model.text.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** How a vocabulary's entries write the bytes that they stand for; told by the decoder of a tokenizer.json. */
interface Spelling {
    /** GPT-2's characters for bytes. */
    Spelling BYTE_LEVEL = ByteAlphabet::bytes;

    /** SentencePiece's: text with U+2581 for a space, and {@code <0x0A>} for a byte that no entry has. */
    Spelling SENTENCE_PIECE = SentencePieceSpelling::bytes;

    byte[] bytes(String entry);

    /** What a supported decoder stands for; empty for any other. */
    static Optional<Spelling> of(JsonNode decoder) {
        if (decoder.path("type").asText().equals("ByteLevel")) {
            return Optional.of(BYTE_LEVEL);
        }
        List<JsonNode> steps = StreamSupport.stream(decoder.path("decoders").spliterator(), false)
                .toList();
        boolean sentencePiece = decoder.path("type").asText().equals("Sequence")
                && steps.stream()
                        .map(step -> step.path("type").asText())
                        .toList()
                        .equals(SentencePieceSpelling.DECODERS)
                && steps.get(0).path("pattern").path("String").asText().equals(SentencePieceSpelling.SPACE)
                && steps.get(0).path("content").asText().equals(" ");
        return sentencePiece ? Optional.of(SENTENCE_PIECE) : Optional.empty();
    }
}
