package dev.steerstream.gateway.openai.finetuning;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.WarmStartConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the endpoints of fine-tuning jobs answer with, as OpenAI names it, and the rows behind them. The times are seconds since 1970. */
public final class JobViews {
    private JobViews() {}

    /**
     * A job's row.
     *
     * @param model as it was named
     * @param state validating, started, failed or cancelled
     * @param traceparent of the request that asked for it, or null
     */
    record JobRow(
            String id,
            String task,
            String model,
            String trainingFile,
            String validationFile,
            String dataset,
            String submission,
            Settings settings,
            boolean published,
            boolean cancelRequested,
            String state,
            Failure failure,
            String traceparent,
            Instant createdAt,
            Instant endedAt) {}

    /**
     * What was asked for.
     *
     * @param hyperparameters as they came, or null
     * @param warmStart that comes of them
     */
    record Settings(
            Hyperparameters hyperparameters,
            WarmStartConfiguration warmStart,
            CalibrationConfiguration calibration,
            Map<String, String> metadata) {}

    /** A number each, or {@code auto}. */
    public record Hyperparameters(JsonNode nEpochs, JsonNode batchSize, JsonNode learningRateMultiplier) {}

    /** @param status validating_files, queued, running, succeeded, failed or cancelled */
    public record Job(
            String id,
            String object,
            long createdAt,
            @JsonInclude JobError error,
            @JsonInclude String fineTunedModel,
            @JsonInclude Long finishedAt,
            Hyperparameters hyperparameters,
            String model,
            String organizationId,
            List<String> resultFiles,
            long seed,
            String status,
            @JsonInclude Long trainedTokens,
            String trainingFile,
            @JsonInclude String validationFile,
            Long estimatedFinish,
            Method method,
            Map<String, String> metadata) {}

    @JsonInclude
    public record JobError(String code, String message, String param) {}

    /** {@code warm_start} and {@code calibration} are ours: the settings of the adaptation, complete once it is stored. */
    public record Method(String type, Supervised supervised, JsonNode warmStart, JsonNode calibration) {}

    public record Supervised(Hyperparameters hyperparameters) {}

    /** @param type message or metrics; metrics have data */
    public record JobEvent(
            String id, String object, long createdAt, String level, String message, String type, Object data) {}

    /** @param fineTunedModelCheckpoint what a request's model may say */
    public record Checkpoint(
            String id,
            String object,
            long createdAt,
            String fineTunedModelCheckpoint,
            String fineTuningJobId,
            long stepNumber,
            Metrics metrics) {}

    /**
     * Losses in nats per completion token.
     *
     * @param trainLoss of the last step's batch
     * @param fullValidLoss of the calibration rows, steered
     */
    public record Metrics(Double step, Double trainLoss, Double fullValidLoss) {}
}
