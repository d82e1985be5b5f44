package dev.steerstream.evaluation.open;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where an OpenAI-compatible judge answers.
 *
 * @param base up to the version, as in {@code https://host/v1}
 * @param model as the endpoint names it
 * @param key sent as a bearer token; never shown
 * @param timeout of one question
 */
public record JudgeEndpoint(URI base, String model, Optional<String> key, Duration timeout) {
    public JudgeEndpoint {
        String scheme = String.valueOf(base.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https") || base.getHost() == null) {
            throw new IllegalArgumentException(
                    "The judge's address is " + base + "; it must be like https://host/v1 or http://host:port/v1.");
        }
        boolean loopback = base.getHost().equals("localhost") || base.getHost().startsWith("127.");
        if (scheme.equals("http") && key.isPresent() && !loopback) {
            throw new IllegalArgumentException("The judge's address is " + base
                    + ", and there is a key for it: a key goes over https, or to this machine.");
        }
        if (model.isBlank()) throw new IllegalArgumentException("The judge's model is not named.");
    }

    URI completions() {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text : text + "/") + "chat/completions");
    }

    @Override
    public String toString() {
        return model + " at " + base;
    }
}
