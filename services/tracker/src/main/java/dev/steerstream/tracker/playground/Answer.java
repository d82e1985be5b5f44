package dev.steerstream.tracker.playground;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Failure;
import dev.steerstream.tracker.requests.TokenDetails;
import java.util.ArrayList;
import java.util.List;

/** One answer while it comes. Its own thread writes, pages read. */
final class Answer {
    private static final String STEERED = "steered";

    private final String mode;
    private final long begun = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private int tokens;
    private String state = "queued";
    private String request;
    private Double seconds;
    private Long changed;
    private Failure failure;
    private TokenDetails details;
    private final List<String> notes = new ArrayList<>();

    Answer(String mode) {
        this.mode = mode;
    }

    /**
     * As it is at one moment.
     *
     * @param state queued, running, succeeded, failed or cancelled
     * @param seconds from the request to its end, or so far
     * @param changed tokens of the steered answer that steering changed; null of another, and before its end
     * @param details of the tokens that have come; null before there are any
     * @param notes of the receipt: what was not done as asked
     */
    record Shown(
            String mode,
            String state,
            String request,
            String text,
            int tokens,
            double seconds,
            Long changed,
            Failure failure,
            TokenDetails details,
            List<String> notes) {

        public boolean open() {
            return state.equals("queued") || state.equals("running");
        }

        /** Place of the first token that is not the other's, or 0 where none is known. */
        int firstDifference(Shown other) {
            if (details == null || other == null || other.details() == null) return 0;
            int both =
                    Math.min(details.tokens().size(), other.details().tokens().size());
            for (int place = 0; place < both; place++) {
                if (details.tokens().get(place).id()
                        != other.details().tokens().get(place).id()) return place + 1;
            }
            return 0;
        }
    }

    synchronized void chunk(JsonNode chunk) {
        state = "running";
        request = chunk.path("request").asText(request);
        text.append(chunk.path("text").asText());
        tokens += chunk.path("tokens").asInt();
        JsonNode explanations = chunk.path("explanations");
        if (!explanations.isEmpty()) details = (details == null ? TokenDetails.NONE : details).and(explanations);
    }

    synchronized void result(JsonNode result) {
        request = result.path("request").asText(request);
        seconds = (System.nanoTime() - begun) / 1e9;
        state = result.path("state").asText("succeeded");
        JsonNode whole = result.at("/choices/0/text");
        if (whole.isTextual()) {
            text.setLength(0);
            text.append(whole.asText());
        }
        tokens = result.at("/usage/completion_tokens").asInt(tokens);
        JsonNode marked = result.at("/receipt/changed_tokens");
        if (marked.isNumber() && mode.equals(STEERED)) changed = marked.asLong();
        result.at("/receipt/notes").forEach(note -> notes.add(note.asText()));
        JsonNode why = result.path("failure");
        if (why.isObject()) {
            failure = new Failure(
                    Failure.Kind.USER,
                    why.path("code").asText(),
                    why.path("message").asText(),
                    why.path("advice").asText());
        }
    }

    synchronized void failed(Failure why) {
        state = "failed";
        seconds = (System.nanoTime() - begun) / 1e9;
        failure = why;
    }

    /** As they are stored; where that cannot be had, what the stream told stays. */
    synchronized void details(TokenDetails known) {
        if (known != null) details = known;
    }

    synchronized String request() {
        return request;
    }

    synchronized Shown shown() {
        double so = seconds == null ? (System.nanoTime() - begun) / 1e9 : seconds;
        // What a model that is not steered chose from is its own distribution, which is there under its own name.
        TokenDetails told = details == null || mode.equals(STEERED) ? details : details.without(STEERED);
        return new Shown(mode, state, request, text.toString(), tokens, so, changed, failure, told, List.copyOf(notes));
    }
}
