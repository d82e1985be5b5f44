package dev.steerstream.model.files;

import dev.steerstream.model.architecture.Architecture;
import dev.steerstream.model.architecture.Architectures;
import dev.steerstream.model.architecture.RopeTheta;
import dev.steerstream.model.architecture.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes a {@link TransformerConfig} of a file's settings; what the forward pass does not compute is refused by name. */
final class ConfigReader {
    static final String REMEDY =
            "Use a model of a supported architecture (" + Architectures.supported(Architecture::name) + ").";

    private static final List<String> ROPES = List.of(
            "rope_scaling", "rope_parameters", "rope_parameters.full_attention", "rope_parameters.sliding_attention");

    private ConfigReader() {}

    /** Reads transformers' config.json. */
    static TransformerConfig read(Path file) {
        JsonSettings settings = new JsonSettings(file);
        String type = settings.text("model_type").orElse("missing");
        Architecture architecture = Architectures.find(Architecture::modelType, type)
                .orElseThrow(() -> settings.refused(
                        "model_type",
                        type,
                        "only " + Architectures.supported(Architecture::modelType) + " can be read"));
        if (settings.has("quantization_config")) {
            throw settings.refused("quantization_config", "present", "only plain weights are supported");
        }
        settings.only("partial_rotary_factor", settings.number("partial_rotary_factor"), 1.0);
        return read(settings, architecture);
    }

    /** Reads a GGUF file's metadata. */
    static TransformerConfig read(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        String name = metadata.required(metadata.string("general.architecture"), "general.architecture");
        Architecture architecture = Architectures.find(Architecture::ggufName, name)
                .orElseThrow(() -> new ModelFileException(
                        file.path(),
                        "general.architecture",
                        name,
                        "only " + Architectures.supported(Architecture::ggufName) + " can be read",
                        REMEDY));
        GgufSettings settings = new GgufSettings(file, name);
        TransformerConfig config = read(settings, architecture);
        settings.refuseWhatIsNotComputed(config.headSize());
        return config;
    }

    private static TransformerConfig read(Settings settings, Architecture architecture) {
        refuseScaledRope(settings);
        int heads = settings.required("num_attention_heads");
        int hidden = settings.required("hidden_size");
        Architecture.Defaults defaults = architecture.defaults();
        int silentHeadSize = defaults.headSize().orElse(heads == 0 ? 0 : hidden / heads);
        return possible(
                settings,
                () -> new TransformerConfig(
                        architecture.name(),
                        settings.required("vocab_size"),
                        hidden,
                        settings.required("intermediate_size"),
                        settings.required("num_hidden_layers"),
                        heads,
                        settings.integer("num_key_value_heads").orElse(heads),
                        settings.integer("head_dim").orElse(silentHeadSize),
                        settings.required("max_position_embeddings"),
                        settings.number("rms_norm_eps").orElse(1e-6).floatValue(),
                        RopeTheta.of(settings, defaults),
                        settings.flag("tie_word_embeddings").orElse(defaults.tiedEmbeddings()),
                        architecture.design(settings)));
    }

    private static TransformerConfig possible(Settings settings, Supplier<TransformerConfig> config) {
        try {
            return config.get();
        } catch (IllegalArgumentException e) {
            throw settings.refused("the configuration", e.getMessage(), "it must be possible");
        }
    }

    private static void refuseScaledRope(Settings settings) {
        for (String rope : ROPES) {
            Optional<String> type = settings.text(rope + ".rope_type").or(() -> settings.text(rope + ".type"));
            type.filter(name -> !name.equals("default") && !name.equals("none")).ifPresent(name -> {
                throw settings.refused(rope + ".rope_type", name, "only unscaled rotary positions are supported");
            });
        }
    }
}
