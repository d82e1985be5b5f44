package dev.steerstream.model.files;

import dev.steerstream.model.architecture.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A GGUF file's keys under its architecture's name. A key that is not known here may change what the network computes, so it is
 * refused by name.
 */
final class GgufSettings implements Settings {
    private static final String EMBEDDING = "token_embd.weight";

    /** transformers' name -> GGUF's, under the architecture. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("num_hidden_layers", "block_count"),
            Map.entry("max_position_embeddings", "context_length"),
            Map.entry("hidden_size", "embedding_length"),
            Map.entry("intermediate_size", "feed_forward_length"),
            Map.entry("num_attention_heads", "attention.head_count"),
            Map.entry("num_key_value_heads", "attention.head_count_kv"),
            Map.entry("head_dim", "attention.key_length"),
            Map.entry("rms_norm_eps", "attention.layer_norm_rms_epsilon"),
            Map.entry("rope_theta", "rope.freq_base"),
            Map.entry("rope_local_base_freq", "rope.freq_base_swa"),
            Map.entry("rope_scaling.rope_type", "rope.scaling.type"),
            Map.entry("sliding_window", "attention.sliding_window"),
            Map.entry("sliding_window_pattern", "attention.sliding_window_pattern"),
            Map.entry("attn_logit_softcapping", "attn_logit_softcapping"),
            Map.entry("final_logit_softcapping", "final_logit_softcapping"));

    /** Checked by {@link #refuseWhatIsNotComputed}, or said by the tensors themselves. */
    private static final Set<String> OTHER_KEYS =
            Set.of("vocab_size", "rope.dimension_count", "attention.value_length", "expert_count", "expert_used_count");

    private final GgufFile file;
    private final String prefix;

    GgufSettings(GgufFile file, String architecture) {
        this.file = file;
        this.prefix = architecture + ".";
        if (!file.tensorNames().contains(EMBEDDING)) {
            throw refused("tensor " + EMBEDDING, "missing", "every model has it");
        }
        file.metadata().keys().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .filter(key -> !KEYS.containsValue(key) && !OTHER_KEYS.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw refused(prefix + key, "set", "this setting is not known and may change the network");
                });
    }

    void refuseWhatIsNotComputed(int headSize) {
        onlyInteger("rope.dimension_count", headSize);
        onlyInteger("attention.value_length", headSize);
        onlyInteger("expert_count", 0);
    }

    private void onlyInteger(String key, long supported) {
        only(prefix + key, file.metadata().integer(prefix + key), supported);
    }

    @Override
    public Optional<Integer> integer(String name) {
        if (name.equals("vocab_size")) {
            return Optional.of(narrow(EMBEDDING, file.shape(EMBEDDING)[0]));
        }
        return key(name).flatMap(key -> file.metadata().integer(key).map(value -> narrow(key, value)));
    }

    private int narrow(String name, long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw refused(name, value, "it is out of range");
        }
        return (int) value;
    }

    @Override
    public Optional<Double> number(String name) {
        return key(name).flatMap(file.metadata()::number);
    }

    @Override
    public Optional<Boolean> flag(String name) {
        return name.equals("tie_word_embeddings")
                ? Optional.of(!file.tensorNames().contains("output.weight"))
                : key(name).flatMap(file.metadata()::flag);
    }

    @Override
    public Optional<String> text(String name) {
        return key(name).flatMap(file.metadata()::string);
    }

    @Override
    public Optional<List<String>> texts(String name) {
        return key(name).flatMap(file.metadata()::strings);
    }

    private Optional<String> key(String name) {
        return Optional.ofNullable(KEYS.get(name)).map(key -> prefix + key);
    }

    @Override
    public ModelFileException refused(String name, Object value, String rule) {
        return new ModelFileException(file.path(), key(name).orElse(name), value, rule, ConfigReader.REMEDY);
    }
}
