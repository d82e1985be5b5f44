package dev.steerstream.model.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Qwen's windows: off unless asked for, and then in the upper layers, or in those that {@code layer_types} names. */
final class QwenWindow {
    private QwenWindow() {}

    static Optional<SlidingAttention> of(Settings settings, Architecture.Defaults defaults) {
        if (!settings.flag("use_sliding_window").orElse(false)) {
            return Optional.empty();
        }
        int layers = settings.required("num_hidden_layers");
        Optional<List<String>> types = LayerTypes.of(settings, layers);
        int firstSliding = types.isPresent() ? 0 : settings.required("max_window_layers");
        SlidingAttention sliding = SlidingAttention.of(
                settings.required("sliding_window"), RopeTheta.of(settings, defaults), layers, layer -> types.map(
                                list -> list.get(layer).equals(LayerTypes.SLIDING))
                        .orElse(layer >= firstSliding));
        return Optional.of(sliding).filter(some -> some.layers().contains(true));
    }

    /** What {@link #of} reads. */
    static Map<String, Object> settings(BlockDesign design) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("hidden_act", "silu");
        settings.put("use_sliding_window", design.sliding().isPresent());
        design.sliding().ifPresent(sliding -> {
            settings.put("sliding_window", sliding.window());
            settings.put("layer_types", LayerTypes.named(sliding));
        });
        return settings;
    }
}
