package dev.steerstream.model.architecture;

import java.util.List;
import java.util.Optional;

/** What transformers' {@code layer_types} says of every layer. */
final class LayerTypes {
    static final String SLIDING = "sliding_attention";
    static final String FULL = "full_attention";

    private LayerTypes() {}

    /** Empty when the configuration does not list them. */
    static Optional<List<String>> of(Settings settings, int layers) {
        Optional<List<String>> types = settings.texts("layer_types");
        types.ifPresent(list -> {
            if (list.size() != layers || !List.of(SLIDING, FULL).containsAll(list)) {
                throw settings.refused(
                        "layer_types", list, "it must name one of " + SLIDING + " and " + FULL + " for each layer");
            }
        });
        return types;
    }

    /** The list that says which layers see a window. */
    static List<String> named(SlidingAttention sliding) {
        return sliding.layers().stream().map(slides -> slides ? SLIDING : FULL).toList();
    }
}
