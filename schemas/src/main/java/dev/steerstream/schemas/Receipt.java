package dev.steerstream.schemas;

import java.util.List;

/**
 * How an answer came to be.
 *
 * @param mode what ran: base, warm or steered
 * @param adapterDigest null where mode is base
 * @param adapterMethod how the adapter changes the base model, e.g. lora; null where mode is base
 * @param vectorDigest null where mode is not steered
 * @param profileVersion null where the request names no task
 * @param strengthAsked of the request, or null
 * @param strengthApplied signed; null where mode is not steered
 * @param seed with which the tokens can be chosen again
 * @param weightFormat e.g. float32
 * @param tokens answer tokens of all choices
 * @param changedTokens of them, how many differ from what the warm model would have chosen at that place with the same randomness
 * @param nearTies of them, how many were chosen from two candidates closer than the format's tolerance
 * @param fallback why the answer was finished by the warm model, or null
 * @param attempt 1 for the first decoder that ran the request
 * @param responseFormat what the answers had to spell, or null where nothing was asked
 * @param weightFormatReason why it is this weight format: asked for, or what the decoder's probe found at its start
 * @param divergence mean KL(warm || steered) per answer token in nats; null where mode is not steered
 * @param ramp that was on when the request first started; null where none was or the request took no part in it
 * @param strengths what was applied along each direction where there were several; null where {@code direction} was the only one
 * @param rule the directions that steered, joined by {@code +}; null where mode is not steered
 * @param explained how many of the most probable tokens of each place the request's stored detail has under base, warm and steered; null where
 *     nobody asked
 * @param traceId of the request's trace, 32 hexadecimal digits; null where it had none
 */
public record Receipt(
        String model,
        String modelDigest,
        String tokenizerDigest,
        String adapterDigest,
        String adapterMethod,
        String vectorDigest,
        Long profileVersion,
        SteeringOptions.Mode mode,
        Double strengthAsked,
        Double strengthApplied,
        Double confidence,
        String direction,
        long seed,
        SamplingOptions sampling,
        String weightFormat,
        String device,
        boolean deterministic,
        int tokens,
        int changedTokens,
        int nearTies,
        String fallback,
        int attempt,
        List<String> notes,
        ResponseFormat.Type responseFormat,
        String weightFormatReason,
        Double divergence,
        Ramp ramp,
        List<NamedStrength> strengths,
        String rule,
        Integer explained,
        String traceId) {

    public Receipt {
        notes = Immutable.list(notes);
        strengths = Immutable.list(strengths);
    }

    /** Which of two versions of a task's profile a request gets while one is ramped. */
    public enum Arm {
        IN_FORCE,
        RAMPED
    }

    /**
     * The request's part in a ramp.
     *
     * @param salt names the ramp
     * @param share of the ramped version when the request first started
     */
    public record Ramp(String salt, Arm arm, double share) {}
}
