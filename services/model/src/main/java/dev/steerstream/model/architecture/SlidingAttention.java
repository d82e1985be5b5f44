package dev.steerstream.model.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Layers in which a token sees only what is near: itself and the {@code window - 1} tokens before it.
 *
 * @param window tokens that are seen
 * @param ropeTheta base of the rotary frequencies in these layers
 * @param layers for every layer of the network whether it is one of these
 */
public record SlidingAttention(int window, double ropeTheta, List<Boolean> layers) {
    private static final int LARGEST = 1 << 24;

    public SlidingAttention {
        layers = List.copyOf(layers);
        if (window < 1 || window > LARGEST) {
            throw new IllegalArgumentException("sliding window is " + window + ", but must be 1 to " + LARGEST);
        }
        if (!(ropeTheta > 1 && ropeTheta < 1e12)) {
            throw new IllegalArgumentException(
                    "ropeTheta of sliding layers is " + ropeTheta + ", but must be in (1, 1e12)");
        }
    }

    static SlidingAttention of(int window, double ropeTheta, int layers, IntPredicate slides) {
        List<Boolean> each = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            each.add(slides.test(layer));
        }
        return new SlidingAttention(window, ropeTheta, each);
    }
}
