package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.ModelFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The options of PEFT's adapter_config.json. PEFT adds options with every version, and most change what an adapter computes: an
 * option that we do not know must be off (null, false, empty, or 0).
 */
final class PeftOptions {
    static final String TYPE = "peft_type";

    /** Of every method: read elsewhere, or without effect on what a finished adapter computes. */
    private static final Set<String> KNOWN = Set.of(
            TYPE,
            "task_type",
            "inference_mode",
            "base_model_name_or_path",
            "revision",
            "peft_version",
            "auto_mapping",
            "runtime_config");

    private static final String REMEDY = "Use a plain adapter of LoRA, IA3, prompt tuning or prefix tuning.";

    private final Path file;
    private final ObjectNode json;

    PeftOptions(Path file, ObjectNode json) {
        this.file = file;
        this.json = json;
    }

    /** Refuses options other than these that are on. */
    void checkKnown(Set<String> ofMethod) {
        if (json.hasNonNull("task_type")) {
            only("task_type", "CAUSAL_LM");
        }
        json.properties().forEach(option -> {
            boolean known = KNOWN.contains(option.getKey()) || ofMethod.contains(option.getKey());
            if (!known && isOn(option.getValue())) {
                throw refused(option.getKey(), option.getValue(), "this option is not supported");
            }
        });
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

    JsonNode value(String name) {
        return json.path(name);
    }

    boolean flag(String name) {
        return json.path(name).asBoolean(false);
    }

    double number(String name) {
        JsonNode value = json.path(name);
        if (!value.isNumber()) {
            throw refused(name, value, "it must be a number");
        }
        return value.doubleValue();
    }

    double number(String name, double absent) {
        return json.has(name) ? number(name) : absent;
    }

    int whole(String name) {
        double number = number(name);
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw refused(name, json.path(name), "it must be a whole number");
        }
        return (int) number;
    }

    List<String> names(String name) {
        if (!json.path(name).isArray()) {
            throw refused(name, json.path(name), "it must be a list of names");
        }
        List<String> names = new ArrayList<>();
        json.get(name).forEach(each -> names.add(each.asText()));
        return names;
    }

    void only(String name, String value) {
        if (!value.equals(json.path(name).asText())) {
            throw refused(name, json.path(name), "only " + value + " is supported");
        }
    }

    /** Where the option is given, it must be what the model demands. */
    void ofModel(String name, int value) {
        if (json.hasNonNull(name) && whole(name) != value) {
            throw refused(name, json.path(name), "this model demands " + value);
        }
    }

    /** Makes a configuration of values that were read; what it refuses is refused of the file. */
    <T> T usable(Supplier<T> configuration) {
        try {
            return configuration.get();
        } catch (IllegalArgumentException e) {
            String rule = String.valueOf(e.getMessage()).replaceAll("\\.$", "");
            throw new ModelFileException(file, "the configuration", "not usable", rule, REMEDY, e);
        }
    }

    ModelFileException refused(String name, Object value, String rule) {
        return new ModelFileException(file, name, value, rule, REMEDY);
    }
}
