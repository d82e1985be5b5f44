package dev.steerstream.core.steering;

import dev.steerstream.core.distribution.Distribution;

/** A rule that makes the steering vector of one context from the two models' distributions. Implementations are stateless. */
@FunctionalInterface
public interface Direction {
    /**
     * Writes the vector over the whole vocabulary, in logit units.
     *
     * @param warm p_phi over the whole vocabulary, unconstrained
     * @param base p_theta over the whole vocabulary, unconstrained
     * @param vector {@code [vocab]}, overwritten
     */
    void write(Distribution warm, Distribution base, double[] vector);

    /**
     * The direction that a profile names.
     *
     * @throws IllegalArgumentException for a name that is not {@value Delta#NAME} or {@value LogRatio#NAME}
     */
    static Direction named(String name) {
        if (Delta.NAME.equals(name)) {
            return new Delta();
        }
        if (LogRatio.NAME.equals(name)) {
            return new LogRatio();
        }
        throw new IllegalArgumentException(
                "Unknown direction '" + name + "'; known are " + Delta.NAME + ", " + LogRatio.NAME + ".");
    }
}
