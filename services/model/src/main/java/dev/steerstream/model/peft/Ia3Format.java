package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.TransformerConfig;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** IA3: {@code ia3_l} of every adapted module, a column of its outputs or a row of its inputs. */
final class Ia3Format implements PeftFormat<Ia3Adapter> {
    private static final Set<String> KNOWN = Set.of("target_modules", "feedforward_modules", "init_ia3_weights");

    @Override
    public String type() {
        return "IA3";
    }

    @Override
    public Ia3Adapter read(PeftOptions options, SafetensorsFile tensors, TransformerConfig model) {
        options.checkKnown(KNOWN);
        Ia3Config config = options.usable(() -> new Ia3Config(
                LinearLayers.labels(options.names("target_modules")),
                LinearLayers.labels(options.names("feedforward_modules"))));
        List<String> modules = config.modulesOf(model);
        TensorsOfModules present = new TensorsOfModules(tensors);
        present.check(modules, "ia3_l", "only ia3_l of linear layers is supported");
        Map<String, FloatBuffer> vectors = new TreeMap<>();
        for (String module : modules) {
            String name = PeftFiles.MODULE_PREFIX + module + ".ia3_l";
            long[] shape = tensors.shape(name);
            if (shape.length != 2 || shape[config.scalesInput(module) ? 0 : 1] != 1) {
                throw present.refused(
                        "shape of " + module,
                        Arrays.toString(shape),
                        config.scalesInput(module)
                                ? "a feed-forward module demands [1, in]"
                                : "a module that is not feed-forward demands [out, 1]");
            }
            vectors.put(module, tensors.read(name));
        }
        return new Ia3Adapter(config, vectors);
    }

    @Override
    public void describe(Ia3Adapter adapter, ObjectNode json) {
        ArrayNode targets = json.putArray("target_modules");
        adapter.config().targetModules().forEach(targets::add);
        ArrayNode feedforward = json.putArray("feedforward_modules");
        adapter.config().feedforwardModules().forEach(feedforward::add);
        json.put("fan_in_fan_out", false).put("inference_mode", true).put("init_ia3_weights", true);
    }
}
