/**
 * Where models come from: a path, a Python package that carries one, or the Hugging Face hub; and the cache that keeps them.
 *
 * <p>A cached model is named by the sha256 of its content and appears whole or not at all. This room does not look into models:
 * what is damaged inside is found by {@link dev.steerstream.model.files.Models}.
 */
package dev.steerstream.model.source;
