package dev.steerstream.model.architecture;

/** Where a configuration states the base of its rotary frequencies. */
public final class RopeTheta {
    private RopeTheta() {}

    /** transformers 5 has it in {@code rope_parameters}, of each kind of layer where they differ; before, it stood alone. */
    public static double of(Settings settings, Architecture.Defaults defaults) {
        return settings.number("rope_parameters.full_attention.rope_theta")
                .or(() -> settings.number("rope_parameters.rope_theta"))
                .or(() -> settings.number("rope_theta"))
                .orElse(defaults.ropeTheta());
    }
}
