package dev.steerstream.gateway.openai.batches;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What the batch endpoints answer with, as OpenAI names it; the times are seconds since 1970. */
public final class BatchViews {
    private BatchViews() {}

    /**
     * One batch.
     *
     * @param status validating, failed, in_progress, finalizing, completed, expired, cancelling or cancelled
     * @param errors why its file is none of a batch
     */
    public record BatchObject(
            String id,
            String object,
            String endpoint,
            Errors errors,
            String inputFileId,
            String completionWindow,
            String status,
            String outputFileId,
            String errorFileId,
            long createdAt,
            Long inProgressAt,
            Long expiresAt,
            Long finalizingAt,
            Long completedAt,
            Long failedAt,
            Long expiredAt,
            Long cancellingAt,
            Long cancelledAt,
            RequestCounts requestCounts,
            Map<String, String> metadata) {}

    public record RequestCounts(long total, long completed, long failed) {}

    /** @param object always {@code list} */
    public record Errors(String object, List<LineError> data) {}

    /** @param line counted from 1, or null where it is about the whole file */
    @JsonInclude
    public record LineError(String code, String message, String param, Integer line) {}

    /** A line of an output or error file. */
    @JsonInclude
    public record OutputLine(String id, String customId, LineAnswer response, OutputError error) {}

    public record LineAnswer(int statusCode, String requestId, Object body) {}

    public record OutputError(String code, String message) {}

    /** A failed answer as an item keeps it. */
    record KeptError(int status, JsonNode body) {}
}
