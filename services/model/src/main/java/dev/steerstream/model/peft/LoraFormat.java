package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.TransformerConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** LoRA: {@code lora_A} and {@code lora_B} of every adapted module. */
final class LoraFormat implements PeftFormat<LoraAdapter> {
    private static final Set<String> KNOWN = Set.of(
            "r",
            "lora_alpha",
            "lora_dropout",
            "target_modules",
            "use_rslora",
            "bias",
            "init_lora_weights",
            "qalora_group_size",
            "megatron_core",
            "loftq_config",
            "ensure_weight_tying");

    @Override
    public String type() {
        return "LORA";
    }

    @Override
    public LoraAdapter read(PeftOptions options, SafetensorsFile tensors, TransformerConfig model) {
        LoraConfig config = config(options);
        List<String> modules = config.modulesOf(model);
        TensorsOfModules present = new TensorsOfModules(tensors);
        present.check(modules, "lora_[AB]\\.weight", "only lora_A and lora_B of linear layers are supported");
        Map<String, LoraAdapter.Matrices> matrices = new TreeMap<>();
        modules.forEach(module -> matrices.put(module, matrices(config, present, module)));
        return new LoraAdapter(config, matrices);
    }

    private static LoraConfig config(PeftOptions options) {
        options.checkKnown(KNOWN);
        options.only("bias", "none");
        JsonNode start = options.value("init_lora_weights");
        boolean leavesBase =
                start.isMissingNode() || start.isBoolean() || start.asText().equals("gaussian");
        if (!leavesBase) { // PiSSA, OLoRA, CorDA and LoftQ change the base weights that the adapter belongs to
            throw options.refused("init_lora_weights", start, "only true, false and gaussian are supported");
        }
        return options.usable(() -> new LoraConfig(
                options.whole("r"),
                options.number("lora_alpha"),
                options.number("lora_dropout", 0.0),
                LinearLayers.labels(options.names("target_modules")),
                options.flag("use_rslora")));
    }

    private static LoraAdapter.Matrices matrices(LoraConfig config, TensorsOfModules tensors, String module) {
        SafetensorsFile file = tensors.file();
        String a = PeftFiles.MODULE_PREFIX + module + ".lora_A.weight";
        String b = PeftFiles.MODULE_PREFIX + module + ".lora_B.weight";
        long[] shapeA = file.shape(a);
        long[] shapeB = file.shape(b);
        if (shapeA.length != 2 || shapeB.length != 2 || shapeA[0] != config.rank() || shapeB[1] != config.rank()) {
            throw tensors.refused(
                    "shape of " + module,
                    Arrays.toString(shapeA) + " and " + Arrays.toString(shapeB),
                    "rank " + config.rank() + " demands [rank, in] and [out, rank]");
        }
        return new LoraAdapter.Matrices(
                Math.toIntExact(shapeA[1]), Math.toIntExact(shapeB[0]), file.read(a), file.read(b));
    }

    @Override
    public void describe(LoraAdapter adapter, ObjectNode json) {
        LoraConfig config = adapter.config();
        json.put("r", config.rank());
        if (config.alpha() == Math.rint(config.alpha())) {
            json.put("lora_alpha", (long) config.alpha()); // PEFT types it as an integer
        } else {
            json.put("lora_alpha", config.alpha());
        }
        json.put("lora_dropout", config.dropout());
        ArrayNode targets = json.putArray("target_modules");
        config.targetModules().forEach(targets::add);
        json.put("use_rslora", config.rankStabilised())
                .put("use_dora", false)
                .put("bias", "none")
                .put("fan_in_fan_out", false)
                .put("inference_mode", true)
                .put("init_lora_weights", true);
    }
}
