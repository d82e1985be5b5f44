package dev.steerstream.tracker.history;

import java.time.Instant;

/**
 * One request, without its prompt and its answer.
 *
 * @param state queued, running, succeeded, failed or cancelled
 * @param mode base, warm or steered as it ran; null where nothing was decoded
 * @param strength as applied, or null
 * @param fallback why the answer was finished by the warm model, or null
 * @param failureCode failed only
 * @param failure its sentence
 */
public record GenerationRow(
        String request,
        String task,
        String state,
        String mode,
        Long profileVersion,
        Double strength,
        Long promptTokens,
        Long completionTokens,
        Long changedTokens,
        Double queueSeconds,
        Double firstTokenSeconds,
        Double wholeSeconds,
        String fallback,
        String failureCode,
        String failure,
        Instant createdAt,
        Instant endedAt) {

    /** Of the answer's tokens those that steering changed; null where nothing was decoded. */
    public Double changedShare() {
        return changedTokens == null || completionTokens == null || completionTokens == 0
                ? null
                : (Double) (changedTokens / (double) completionTokens);
    }

    /** Answer tokens over the time from the first start to the end; null where nothing was decoded. */
    public Double tokensPerSecond() {
        if (completionTokens == null || wholeSeconds == null || queueSeconds == null) return null;
        double decoding = wholeSeconds - queueSeconds;
        return decoding <= 0 ? null : (Double) (completionTokens / decoding);
    }
}
