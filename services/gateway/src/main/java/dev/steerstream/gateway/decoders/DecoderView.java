package dev.steerstream.gateway.decoders;

import java.time.Instant;

/**
 * A running decoder.
 *
 * @param decoder its name, new at every start
 * @param model reference of the base model as it was configured
 * @param chatTemplateDigest empty where the model has no template
 * @param weightFormat how it holds the base weights
 * @param weightFormatReason why so: asked for, or what its probe found at its start
 * @param seenAt when it last said so
 */
public record DecoderView(
        String decoder,
        String model,
        String modelDigest,
        String tokenizerDigest,
        String chatTemplateDigest,
        int vocabularySize,
        String weightFormat,
        String weightFormatReason,
        String device,
        int threads,
        Instant startedAt,
        Instant seenAt) {}
