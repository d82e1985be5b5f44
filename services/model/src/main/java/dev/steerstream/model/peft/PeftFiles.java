package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.files.StrictJson;
import dev.steerstream.model.files.TransformerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adapters as PEFT stores them: {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class PeftFiles {
    public static final String CONFIG = "adapter_config.json";
    public static final String TENSORS = "adapter_model.safetensors";

    private static final int LARGEST_CONFIG = 1 << 20;
    private static final Pattern NAME = Pattern.compile(
            "base_model\\.model\\.(model\\.layers\\.[0-9]{1,4}\\.[a-z_]+\\.[a-z_]+)\\.lora_([AB])\\.weight");
    private static final String REMEDY = "Use a plain LoRA adapter of this model.";

    private PeftFiles() {}

    /** The two files' contents: what is stored and sent. Equal adapters give equal bytes. */
    public static Map<String, byte[]> toBytes(LoraAdapter adapter) {
        TreeMap<String, SafetensorsWriter.Tensor> tensors = new TreeMap<>();
        long rank = adapter.config().rank();
        adapter.modules().forEach((name, matrices) -> {
            String stem = "base_model.model." + name + ".lora_";
            tensors.put(
                    stem + "A.weight", new SafetensorsWriter.Tensor(new long[] {rank, matrices.in()}, matrices.a()));
            tensors.put(
                    stem + "B.weight", new SafetensorsWriter.Tensor(new long[] {matrices.out(), rank}, matrices.b()));
        });
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(CONFIG, config(adapter.config()).getBytes(StandardCharsets.UTF_8));
        files.put(TENSORS, SafetensorsWriter.toBytes(tensors));
        return files;
    }

    private static String config(LoraConfig config) {
        ObjectNode json = new JsonMapper()
                .createObjectNode()
                .put("peft_type", "LORA")
                .put("task_type", "CAUSAL_LM")
                .put("r", config.rank());
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
        json.putNull("modules_to_save");
        json.putNull("base_model_name_or_path");
        return json.toPrettyString() + "\n";
    }

    /**
     * Reads the two files' contents and checks that they fit the model.
     *
     * @param name what errors call the adapter
     * @throws ModelFileException when they are damaged, of an unsupported kind, or for another model
     */
    public static LoraAdapter fromBytes(Map<String, byte[]> files, String name, TransformerConfig model) {
        for (String file : new String[] {CONFIG, TENSORS}) {
            if (!files.containsKey(file)) {
                throw new ModelFileException(Path.of(name), file, "missing", "an adapter has both files", REMEDY);
            }
        }
        Path folder = Path.of(name);
        ObjectNode json = StrictJson.read(folder.resolve(CONFIG), "the configuration", files.get(CONFIG));
        try (SafetensorsFile tensors =
                SafetensorsFile.of(files.get(TENSORS), folder.resolve(TENSORS).toString())) {
            return adapter(new PeftConfigFile(folder.resolve(CONFIG), json).read(), tensors, model);
        }
    }

    /**
     * Reads an adapter's directory and checks that it fits the model.
     *
     * @throws ModelFileException when it is damaged, of an unsupported kind, or for another model
     */
    public static LoraAdapter read(Path directory, TransformerConfig model) {
        Path configFile = directory.resolve(CONFIG);
        LoraConfig config = new PeftConfigFile(configFile, StrictJson.read(configFile, LARGEST_CONFIG)).read();
        try (SafetensorsFile tensors = SafetensorsFile.open(directory.resolve(TENSORS))) {
            return adapter(config, tensors, model);
        }
    }

    /**
     * Checks an adapter's settings, without its tensors and without a model.
     *
     * @throws ModelFileException when they are of an unsupported kind
     */
    public static void requireSupported(Path directory) {
        Path configFile = directory.resolve(CONFIG);
        new PeftConfigFile(configFile, StrictJson.read(configFile, LARGEST_CONFIG)).read();
    }

    /** Writes the two files into the directory, which is made when it is not there. */
    public static void write(LoraAdapter adapter, Path directory) {
        try {
            Files.createDirectories(directory);
            for (Map.Entry<String, byte[]> file : toBytes(adapter).entrySet()) {
                Files.write(directory.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The adapter could not be written to " + directory + ". Check permissions and free space.", e);
        }
    }

    private static LoraAdapter adapter(LoraConfig config, SafetensorsFile tensors, TransformerConfig model) {
        TreeSet<String> modules = new TreeSet<>();
        for (String name : tensors.tensorNames()) {
            Matcher matcher = NAME.matcher(name);
            if (!matcher.matches()) {
                throw refused(tensors, "tensor", name, "only lora_A and lora_B of linear layers are supported");
            }
            modules.add(matcher.group(1));
        }
        TreeSet<String> expected = new TreeSet<>(config.modulesOf(model));
        if (!modules.equals(expected)) {
            TreeSet<String> odd = new TreeSet<>(modules);
            odd.removeAll(expected);
            expected.removeAll(modules);
            throw refused(
                    tensors,
                    "list of modules",
                    modules.size() + " modules",
                    "the configuration and the model demand others (missing: "
                            + expected.stream().findFirst().orElse("none") + ", too many: "
                            + odd.stream().findFirst().orElse("none") + ")");
        }
        Map<String, LoraAdapter.Matrices> matrices = new TreeMap<>();
        modules.forEach(module -> matrices.put(module, matrices(config, tensors, module)));
        try {
            LoraAdapter adapter = new LoraAdapter(config, matrices);
            adapter.checkFits(model);
            return adapter;
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(
                    tensors.path(), "the adapter", "not usable", e.getMessage().replaceAll("\\.$", ""), REMEDY, e);
        }
    }

    private static LoraAdapter.Matrices matrices(LoraConfig config, SafetensorsFile tensors, String module) {
        String a = "base_model.model." + module + ".lora_A.weight";
        String b = "base_model.model." + module + ".lora_B.weight";
        long[] shapeA = tensors.shape(a);
        long[] shapeB = tensors.shape(b);
        if (shapeA.length != 2 || shapeB.length != 2 || shapeA[0] != config.rank() || shapeB[1] != config.rank()) {
            throw refused(
                    tensors,
                    "shape of " + module,
                    Arrays.toString(shapeA) + " and " + Arrays.toString(shapeB),
                    "rank " + config.rank() + " demands [rank, in] and [out, rank]");
        }
        return new LoraAdapter.Matrices(
                Math.toIntExact(shapeA[1]), Math.toIntExact(shapeB[0]), tensors.read(a), tensors.read(b));
    }

    private static ModelFileException refused(SafetensorsFile file, String thing, Object value, String rule) {
        return new ModelFileException(file.path(), thing, value, rule, REMEDY);
    }
}
