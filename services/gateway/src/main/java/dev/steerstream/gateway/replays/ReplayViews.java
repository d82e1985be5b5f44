package dev.steerstream.gateway.replays;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.SteeringOptions;
import java.time.Instant;
import java.util.List;

/** What the endpoints of replays take and answer with. */
public final class ReplayViews {
    private ReplayViews() {}

    /**
     * Asks for a replay.
     *
     * @param id chosen by the client so that a repeated request has no second effect; made where left out
     * @param profileVersion under which the requests are decoded again
     * @param since requests that came from then on
     * @param until and before then; left out is now
     * @param limit at most so many, the newest of the window; left out is 1000
     * @param mode base, warm or steered; left out takes each request's own
     * @param references right answers; they go before those that came with the requests, and these before the dataset's
     */
    public record Ask(
            String id,
            Long profileVersion,
            Instant since,
            Instant until,
            Integer limit,
            SteeringOptions.Mode mode,
            List<Reference> references) {}

    /**
     * The right answer of a request: exactly one of request, messages and prompt says which.
     *
     * @param request id of the original request
     * @param messages of every request that has these
     * @param prompt of every request that has this as its prompt, or as its only turn
     */
    public record Reference(String request, List<ChatMessage> messages, String prompt, String reference) {}

    /** A replay's settings with every default written out. */
    public record Settings(long profileVersion, Instant since, Instant until, int limit, SteeringOptions.Mode mode) {}

    /**
     * One replay.
     *
     * @param state queued, running, succeeded, failed or cancelled
     * @param counts of its requests, once they were looked up
     * @param report what changed; of a cancelled one, as far as it came
     */
    public record Replay(
            String replay,
            String task,
            String state,
            Boolean cancelRequested,
            Settings settings,
            Counts counts,
            JsonNode report,
            Failure failure,
            Instant createdAt,
            Instant startedAt,
            Instant endedAt) {

        public boolean ended() {
            return endedAt != null;
        }
    }

    /**
     * Where the requests are.
     *
     * @param found to be decoded again
     * @param asked with the decoders now
     * @param failed that were not decoded again
     * @param gone whose original was deleted meanwhile
     */
    public record Counts(long found, long waiting, long asked, long compared, long failed, long gone) {}

    /**
     * One request of a replay.
     *
     * @param original id of the request that is repeated
     * @param request id under which it is decoded again
     * @param comparison once both answers are there
     */
    public record Item(
            int number,
            String original,
            String request,
            String state,
            String reference,
            String referenceSource,
            JsonNode comparison,
            String before,
            String after) {}
}
