package dev.steerstream.model.architecture;

import java.util.Map;

/** Qwen 2 and 2.5: queries, keys and values have a bias. */
final class Qwen2 implements Architecture {
    @Override
    public String name() {
        return "qwen2";
    }

    @Override
    public BlockDesign design(Settings settings) {
        settings.only("hidden_act", settings.text("hidden_act"), "silu");
        return BlockDesign.LLAMA.withProjectionBias().withSliding(QwenWindow.of(settings, defaults()));
    }

    @Override
    public Map<String, Object> settings(BlockDesign design) {
        return QwenWindow.settings(design);
    }
}
