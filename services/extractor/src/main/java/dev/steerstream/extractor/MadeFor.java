package dev.steerstream.extractor;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** What an adapter's manifest says of the model that it was made for. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MadeFor(String modelDigest, String tokenizerDigest, String chatTemplateDigest, int vocabularySize) {}
