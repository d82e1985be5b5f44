package dev.steerstream.model.architecture;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Mistral: llama, of which some sizes see a window in every layer. llama.cpp's converter calls it llama. */
final class Mistral implements Architecture {
    @Override
    public String name() {
        return "mistral";
    }

    @Override
    public BlockDesign design(Settings settings) {
        settings.only("hidden_act", settings.text("hidden_act"), "silu");
        settings.only("layer_types", settings.texts("layer_types"), "nothing");
        int layers = settings.required("num_hidden_layers");
        Optional<SlidingAttention> everywhere = settings.integer("sliding_window")
                .map(window -> SlidingAttention.of(window, RopeTheta.of(settings, defaults()), layers, layer -> true));
        return BlockDesign.LLAMA.withSliding(everywhere);
    }

    @Override
    public boolean interleavedInGguf() {
        return true;
    }

    @Override
    public Map<String, Object> settings(BlockDesign design) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("hidden_act", "silu");
        // Absent would be the window that transformers assumes.
        settings.put(
                "sliding_window", design.sliding().map(SlidingAttention::window).orElse(null));
        return settings;
    }
}
