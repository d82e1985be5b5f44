package dev.steerstream.model.architecture;

import java.util.Map;
import java.util.OptionalInt;

/** Qwen 3: no bias, but an RMSNorm over each query and key head; the head size is not the hidden size by heads. */
final class Qwen3 implements Architecture {
    @Override
    public String name() {
        return "qwen3";
    }

    @Override
    public BlockDesign design(Settings settings) {
        settings.only("hidden_act", settings.text("hidden_act"), "silu");
        settings.only("attention_bias", settings.flag("attention_bias"), false);
        return BlockDesign.LLAMA.withHeadNorms().withSliding(QwenWindow.of(settings, defaults()));
    }

    @Override
    public Defaults defaults() {
        return new Defaults(OptionalInt.of(128), 10_000, false);
    }

    @Override
    public Map<String, Object> settings(BlockDesign design) {
        return QwenWindow.settings(design);
    }
}
