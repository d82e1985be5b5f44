package dev.steerstream.gateway.letters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Failure;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the endpoints of dead letters take and answer with. */
public final class DeadLetterViews {
    private DeadLetterViews() {}

    /**
     * A record that could not be processed.
     *
     * @param topic where it lay, with partition and offset
     * @param recordedAt its own timestamp
     * @param failure why it could not be processed
     * @param state stored, redriven or discarded
     * @param storedAt when a stage gave it up
     * @param settledAt when it was redriven or discarded, and by whom
     */
    public record DeadLetter(
            UUID id,
            String topic,
            int partition,
            long offset,
            Instant recordedAt,
            Failure failure,
            String state,
            Instant storedAt,
            Instant settledAt,
            String settledBy) {}

    /**
     * The record itself.
     *
     * @param key as text; absent where it is none
     * @param headers each with its key, and its value in base64
     * @param body base64, bytes untouched; absent where there was none
     * @param text the body, where it is UTF-8
     */
    public record DeadLetterDetail(DeadLetter letter, String key, JsonNode headers, String body, String text) {}

    /**
     * Which letters: those of {@code ids}, or those of a reason, a topic or both that still wait.
     *
     * @param reason the failure's code
     * @param limit the most at a time, 1 to 500; left out is 100
     * @param dryRun whether to say only what would be done
     */
    public record Choice(List<UUID> ids, String reason, String topic, Integer limit, Boolean dryRun) {}

    /**
     * What became of one letter.
     *
     * @param outcome redriven, discarded, refused, settled (it was before) or unknown; of a dry run, what it would be
     * @param note what to know about it
     */
    public record Settled(UUID id, String topic, String outcome, String note) {}

    /**
     * What was done.
     *
     * @param done how many letters were redriven or discarded, or would be
     * @param more whether others of the choice still wait: ask again
     */
    public record Settlement(boolean dryRun, int done, boolean more, List<Settled> items) {}
}
