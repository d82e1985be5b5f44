package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads PEFT's adapter_config.json. PEFT adds options with every version, and most change what an adapter computes: an option
 * that we do not know must be off (null, false, empty, or 0).
 */
final class PeftConfigFile {
    /** Read here, or without effect on what a finished adapter computes. */
    private static final Set<String> KNOWN = Set.of(
            "peft_type",
            "task_type",
            "r",
            "lora_alpha",
            "lora_dropout",
            "target_modules",
            "use_rslora",
            "bias",
            "init_lora_weights",
            "inference_mode",
            "base_model_name_or_path",
            "revision",
            "peft_version",
            "auto_mapping",
            "qalora_group_size",
            "megatron_core",
            "loftq_config",
            "runtime_config",
            "ensure_weight_tying");

    private static final String REMEDY = "Use a plain LoRA adapter.";

    private final Path file;
    private final ObjectNode json;

    PeftConfigFile(Path file, ObjectNode json) {
        this.file = file;
        this.json = json;
    }

    LoraConfig read() {
        only("peft_type", "LORA");
        only("bias", "none");
        if (json.hasNonNull("task_type")) {
            only("task_type", "CAUSAL_LM");
        }
        JsonNode start = json.path("init_lora_weights");
        boolean leavesBase =
                start.isMissingNode() || start.isBoolean() || start.asText().equals("gaussian");
        if (!leavesBase) { // PiSSA, OLoRA, CorDA and LoftQ change the base weights that the adapter belongs to
            throw refused("init_lora_weights", start, "only true, false and gaussian are supported");
        }
        json.properties().forEach(option -> {
            if (!KNOWN.contains(option.getKey()) && isOn(option.getValue())) {
                throw refused(option.getKey(), option.getValue(), "this option is not supported");
            }
        });
        List<String> targets = new ArrayList<>();
        if (!json.path("target_modules").isArray()) {
            throw refused("target_modules", json.path("target_modules"), "it must be a list of names");
        }
        json.get("target_modules").forEach(target -> targets.add(target.asText()));
        try {
            return new LoraConfig(
                    Math.toIntExact((long) number("r", null)),
                    number("lora_alpha", null),
                    number("lora_dropout", 0.0),
                    targets,
                    json.path("use_rslora").asBoolean(false));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelFileException(
                    file,
                    "the configuration",
                    "not usable",
                    String.valueOf(e.getMessage()).replaceAll("\\.$", ""),
                    REMEDY,
                    e);
        }
    }

    private static boolean isOn(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> false;
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.doubleValue() != 0;
            case STRING -> !value.textValue().isEmpty();
            default -> !value.isEmpty();
        };
    }

    private double number(String name, Double absent) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() && absent != null) {
            return absent;
        }
        if (!value.isNumber()) {
            throw refused(name, value, "it must be a number");
        }
        return value.doubleValue();
    }

    private void only(String name, String value) {
        if (!value.equals(json.path(name).asText())) {
            throw refused(name, json.path(name), "only " + value + " is supported");
        }
    }

    private ModelFileException refused(String name, Object value, String rule) {
        return new ModelFileException(file, name, value, rule, REMEDY);
    }
}
