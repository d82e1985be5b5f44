package dev.steerstream.gateway.openai.evals;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What the eval endpoints answer with, as OpenAI names it; the times are seconds since 1970. */
public final class EvalViews {
    private EvalViews() {}

    /** A task that has been evaluated. */
    public record Eval(
            String id,
            String object,
            String name,
            long createdAt,
            Map<String, Object> dataSourceConfig,
            List<Object> testingCriteria,
            Map<String, String> metadata) {}

    /**
     * One evaluation.
     *
     * @param status queued, in_progress, completed, failed or canceled
     * @param resultCounts rows; nothing passes or fails here, they are measured
     * @param measures ours: what was found, only where one run is read
     */
    public record Run(
            String id,
            String object,
            String evalId,
            String name,
            String status,
            String model,
            long createdAt,
            @JsonInclude RunError error,
            String reportUrl,
            Counts resultCounts,
            List<Object> perModelUsage,
            List<Object> perTestingCriteriaResults,
            Map<String, Object> dataSource,
            Map<String, String> metadata,
            JsonNode measures) {}

    public record RunError(String code, String message) {}

    public record Counts(long total, long passed, long failed, long errored) {}
}
