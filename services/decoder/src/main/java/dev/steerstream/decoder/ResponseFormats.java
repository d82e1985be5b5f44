package dev.steerstream.decoder;

import dev.steerstream.core.decoding.generation.TokenConstraint;
import dev.steerstream.core.grammar.GrammarAutomaton;
import dev.steerstream.core.json.JsonSchemaGrammar;
import dev.steerstream.core.vocabulary.VocabularyTree;
import dev.steerstream.decoder.request.CompleteRequest.Format;
import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.model.WritableTokens;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the constraints of response formats. The last automata are kept, since what one answer has found out about its masks serves the next
 * one. Safe from any thread.
 */
final class ResponseFormats {
    /** An automaton grows to at most some 30 MB. */
    private static final int KEPT = 8;

    private final Tokenizer tokenizer;
    private final Map<String, GrammarAutomaton> automata = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, GrammarAutomaton> eldest) {
            return size() > KEPT;
        }
    };
    private VocabularyTree vocabulary;

    ResponseFormats(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * What an answer must spell from its first token on; empty where it is free.
     *
     * @throws SteerStreamException of kind user where a schema is not supported
     */
    Optional<TokenConstraint> constraint(Format format) {
        if (format instanceof Format.Free) return Optional.empty();
        try {
            return Optional.of(automaton(format).start());
        } catch (IllegalArgumentException refused) {
            throw new SteerStreamException(Refusals.unsupportedSchema(refused.getMessage()), refused);
        }
    }

    private synchronized GrammarAutomaton automaton(Format format) {
        if (vocabulary == null) vocabulary = WritableTokens.of(tokenizer);
        int[] ends =
                tokenizer.endOfTextIds().stream().mapToInt(Integer::intValue).toArray();
        if (!(format instanceof Format.Schema schema)) {
            return automata.computeIfAbsent("", any -> JsonSchemaGrammar.object(vocabulary, ends));
        }
        // Its text, since members are written in the schema's order, of which equal maps know nothing.
        return automata.computeIfAbsent(
                text(schema.schema()), text -> JsonSchemaGrammar.of(schema.schema(), vocabulary, ends));
    }

    private static String text(Map<String, Object> schema) {
        try {
            return Contracts.mapper().writeValueAsString(schema);
        } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
            throw new IllegalStateException("a schema that was read as JSON cannot be written", impossible);
        }
    }
}
