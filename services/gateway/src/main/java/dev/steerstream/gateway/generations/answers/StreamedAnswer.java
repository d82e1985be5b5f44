package dev.steerstream.gateway.generations.answers;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.TokenChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one client has been sent of one request's answers. A decoder that takes over repeats the answer under a higher attempt: what was sent already
 * is compared and left out. Chunks that were missed are made up for from the result. So the chunks that leave here, put together, are always a
 * prefix of the result's texts, and all of them at the end. For one thread.
 */
final class StreamedAnswer {
    private final Map<Integer, Sent> choices = new TreeMap<>();
    private int attempt;

    private static final class Sent {
        final StringBuilder text = new StringBuilder();
        int tokens;
        boolean finished;
        /** Of the attempt at hand: tokens and characters taken, and whether some were missed. */
        int takenTokens;

        int takenCharacters;
        boolean gap;
    }

    /**
     * What is new in a chunk, if anything.
     *
     * @throws ProblemException 409 {@code STREAM_RESTARTED} where a later attempt says other than what was sent
     */
    Optional<TokenChunk> take(TokenChunk chunk) {
        if (chunk.attempt() < attempt) return Optional.empty();
        if (chunk.attempt() > attempt) restart(chunk.attempt());
        Sent sent = choices.computeIfAbsent(chunk.choice(), ignored -> new Sent());
        if (chunk.index() > sent.takenTokens) sent.gap = true;
        if (sent.gap || sent.finished || chunk.index() < sent.takenTokens) return Optional.empty();
        int start = sent.takenCharacters;
        sent.takenTokens += chunk.tokens();
        sent.takenCharacters += chunk.text().length();
        int known = Math.min(sent.text.length(), sent.takenCharacters) - start;
        if (known > 0
                && !sent.text
                        .substring(start, start + known)
                        .equals(chunk.text().substring(0, known))) {
            throw restarted(chunk.request());
        }
        return fresh(chunk, sent, chunk.text().substring(Math.max(0, known)), sent.takenTokens, chunk.finishReason());
    }

    /**
     * What the client lacks of the answers.
     *
     * @throws ProblemException 409 {@code STREAM_RESTARTED} where they are other than what was sent
     */
    List<TokenChunk> rest(GenerationResult result) {
        List<TokenChunk> rest = new ArrayList<>();
        if (result.choices() == null) return rest;
        for (GenerationResult.Choice choice : result.choices()) {
            Sent sent = choices.computeIfAbsent(choice.index(), ignored -> new Sent());
            if (!choice.text().startsWith(sent.text.toString())) throw restarted(result.request());
            TokenChunk whole = new TokenChunk(
                    result.request(),
                    Math.max(1, attempt),
                    choice.index(),
                    0,
                    choice.text(),
                    choice.tokens(),
                    choice.finishReason(),
                    result.instance(),
                    choice.logprobs() == null ? null : choice.logprobs().content(),
                    null);
            if (sent.finished) continue;
            fresh(whole, sent, choice.text().substring(sent.text.length()), choice.tokens(), choice.finishReason())
                    .ifPresent(rest::add);
        }
        return rest;
    }

    private static Optional<TokenChunk> fresh(
            TokenChunk chunk, Sent sent, String text, int tokens, String finishReason) {
        if (text.isEmpty() && finishReason == null) return Optional.empty();
        int first = sent.tokens;
        sent.tokens = Math.max(first, tokens);
        sent.text.append(text);
        sent.finished = finishReason != null;
        int fresh = sent.tokens - first;
        return Optional.of(new TokenChunk(
                chunk.request(),
                chunk.attempt(),
                chunk.choice(),
                first,
                text,
                fresh,
                finishReason,
                chunk.instance(),
                last(chunk.logprobs(), fresh),
                last(chunk.explanations(), fresh)));
    }

    /** What is said of the last tokens that a chunk covers. */
    private static <T> List<T> last(List<T> told, int count) {
        return told == null ? null : told.subList(Math.max(0, told.size() - count), told.size());
    }

    private void restart(int next) {
        attempt = next;
        for (Sent sent : choices.values()) {
            sent.takenTokens = 0;
            sent.takenCharacters = 0;
            sent.gap = false;
        }
    }

    private static ProblemException restarted(String request) {
        return ProblemException.conflict(
                "STREAM_RESTARTED",
                "request " + request + " was taken over by another decoder, whose answer differs from what was sent",
                "Read the whole answer from /v1/generations/" + request + ".");
    }
}
