package dev.steerstream.model;

/**
 * What is loaded, for receipts, profiles and matching: a profile made for another base, tokenizer or template is refused.
 *
 * @param architecture for example {@code llama}
 * @param baseDigest sha256 of the weights as stored
 * @param vocabularySize tokens that logits are given for
 * @param contextLength positions of a sequence at most
 * @param weightFormat name of the format in memory
 * @param weightFormatReason why it is this one: asked for, or what the start-up probe found
 * @param threads computing threads; with the machine's type they fix the last bits
 * @param device name of the device
 * @param tokenizerDigest sha256 of the tokenizer
 * @param chatTemplateDigest sha256 of the chat template, or the empty string when the model has none
 */
public record ModelDescription(
        String architecture,
        String baseDigest,
        int vocabularySize,
        int contextLength,
        String weightFormat,
        String weightFormatReason,
        int threads,
        String device,
        String tokenizerDigest,
        String chatTemplateDigest) {}
