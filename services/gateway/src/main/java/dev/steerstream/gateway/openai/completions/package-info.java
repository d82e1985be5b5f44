/** {@code /v1/completions}: how its body is read and what its answers look like. */
package dev.steerstream.gateway.openai.completions;
