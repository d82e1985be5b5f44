package dev.steerstream.model.architecture;

/** Llama: the plain block that the others are told from. */
final class Llama implements Architecture {
    @Override
    public String name() {
        return "llama";
    }

    @Override
    public BlockDesign design(Settings settings) {
        settings.only("hidden_act", settings.text("hidden_act"), "silu");
        settings.only("attention_bias", settings.flag("attention_bias"), false);
        settings.only("mlp_bias", settings.flag("mlp_bias"), false);
        settings.absent("sliding_window");
        return BlockDesign.LLAMA;
    }

    @Override
    public boolean interleavedInGguf() {
        return true;
    }
}
