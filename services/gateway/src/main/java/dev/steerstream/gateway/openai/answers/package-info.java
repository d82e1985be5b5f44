/**
 * What {@code /v1/chat/completions} and {@code /v1/completions} share: the way through admission, whole and streamed answers, log-probabilities and
 * what a failed request is answered with. An endpoint adds how its body is read and what its answers look like.
 */
package dev.steerstream.gateway.openai.answers;
