/**
 * The facade of the language model: {@link dev.steerstream.model.LanguageModel} loads one, decodes with it, scores with it
 * and trains adapters for it. The rooms below do the work; only this module knows DJL.
 */
package dev.steerstream.model;
