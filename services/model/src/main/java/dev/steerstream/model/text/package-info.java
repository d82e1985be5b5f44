/**
 * Text and tokens: the tokenizer that a model's own files describe, its chat template, and prompts made of both.
 *
 * <p>Ids are those of Hugging Face's tokenizers, whose library does the work. What a user writes never becomes a special token:
 * only the template can open or close a turn. Weights, sampling and stop strings belong elsewhere.
 */
package dev.steerstream.model.text;
