package dev.steerstream.tracker.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.tracker.history.GenerationRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One request with its body, its result and where it stands.
 *
 * @param body as it came
 * @param result as it was told, or null before its end
 * @param ahead queued requests of the tenant that came before it; null where it is not queued
 * @param traceId of its trace, 32 hexadecimal digits; null where it came without one
 */
public record RequestDetail(
        GenerationRow row,
        JsonNode body,
        JsonNode result,
        int attempt,
        Instant startedAt,
        Instant deadline,
        Long ahead,
        String traceId) {

    /** One turn. */
    public record Turn(String role, String content) {}

    /**
     * One stretch of the request's time, on a line of 0..100.
     *
     * @param seconds how long
     */
    public record Stretch(String name, double seconds, double left, double width) {}

    public List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        if (body.path("prompt").isTextual())
            turns.add(new Turn("prompt", body.path("prompt").asText()));
        body.path("messages")
                .forEach(turn -> turns.add(new Turn(
                        turn.path("role").asText(), turn.path("content").asText())));
        return turns;
    }

    public List<Turn> answers() {
        List<Turn> answers = new ArrayList<>();
        if (result != null) {
            result.path("choices")
                    .forEach(choice -> answers.add(new Turn(
                            choice.path("finish_reason").asText(),
                            choice.path("text").asText())));
        }
        return answers;
    }

    /** What the receipt says; empty before there is one. */
    public List<ReceiptFacts.Fact> receipt() {
        return result == null ? List.of() : ReceiptFacts.of(result.path("receipt"));
    }

    /** Waiting, the time to the first token, and the rest; empty where it is not known. */
    public List<Stretch> timeline() {
        if (row.wholeSeconds() == null || row.queueSeconds() == null || row.wholeSeconds() <= 0) return List.of();
        double whole = row.wholeSeconds();
        double queue = Math.min(whole, row.queueSeconds());
        double first =
                row.firstTokenSeconds() == null ? queue : Math.min(whole, Math.max(queue, row.firstTokenSeconds()));
        return List.of(
                stretch("queued", 0, queue, whole),
                stretch("to the first token", queue, first, whole),
                stretch("the rest of the answer", first, whole, whole));
    }

    private static Stretch stretch(String name, double from, double to, double whole) {
        return new Stretch(name, to - from, 100 * from / whole, Math.max(0.5, 100 * (to - from) / whole));
    }
}
