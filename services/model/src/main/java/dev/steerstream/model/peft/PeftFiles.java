package dev.steerstream.model.peft;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.files.StrictJson;
import dev.steerstream.model.files.TransformerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adapters as PEFT stores them: {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class PeftFiles {
    public static final String CONFIG = "adapter_config.json";
    public static final String TENSORS = "adapter_model.safetensors";

    /** What stands before the name of a module in the model. */
    static final String MODULE_PREFIX = "base_model.model.";

    /** The one tensor of methods that put something before the prompt. */
    static final String PROMPT = "prompt_embeddings";

    static final String REMEDY = "Use an adapter of this model as PEFT saves it.";

    private static final int LARGEST_CONFIG = 1 << 20;
    private static final LoraFormat LORA = new LoraFormat();
    private static final Ia3Format IA3 = new Ia3Format();
    private static final PromptTuningFormat PROMPT_TUNING = new PromptTuningFormat();
    private static final PrefixTuningFormat PREFIX_TUNING = new PrefixTuningFormat();
    private static final List<PeftFormat<?>> FORMATS = List.of(LORA, IA3, PROMPT_TUNING, PREFIX_TUNING);

    private PeftFiles() {}

    /** The two files' contents: what is stored and sent. Equal adapters give equal bytes. */
    public static Map<String, byte[]> toBytes(PeftAdapter adapter) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(CONFIG, config(adapter).getBytes(StandardCharsets.UTF_8));
        files.put(TENSORS, SafetensorsWriter.toBytes(adapter.tensors()));
        return files;
    }

    private static String config(PeftAdapter adapter) {
        if (adapter instanceof LoraAdapter lora) {
            return config(LORA, lora);
        }
        if (adapter instanceof Ia3Adapter ia3) {
            return config(IA3, ia3);
        }
        return adapter instanceof PromptTuningAdapter prompt
                ? config(PROMPT_TUNING, prompt)
                : config(PREFIX_TUNING, (PrefixTuningAdapter) adapter);
    }

    private static <A extends PeftAdapter> String config(PeftFormat<A> format, A adapter) {
        ObjectNode json = new JsonMapper()
                .createObjectNode()
                .put(PeftOptions.TYPE, format.type())
                .put("task_type", "CAUSAL_LM");
        format.describe(adapter, json);
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
    public static PeftAdapter fromBytes(Map<String, byte[]> files, String name, TransformerConfig model) {
        for (String file : new String[] {CONFIG, TENSORS}) {
            if (!files.containsKey(file)) {
                throw new ModelFileException(Path.of(name), file, "missing", "an adapter has both files", REMEDY);
            }
        }
        Path folder = Path.of(name);
        Path configFile = folder.resolve(CONFIG);
        ObjectNode json = StrictJson.read(configFile, "the configuration", files.get(CONFIG));
        try (SafetensorsFile tensors =
                SafetensorsFile.of(files.get(TENSORS), folder.resolve(TENSORS).toString())) {
            return adapter(new PeftOptions(configFile, json), tensors, model);
        }
    }

    /**
     * Reads an adapter's directory and checks that it fits the model.
     *
     * @throws ModelFileException when it is damaged, of an unsupported kind, or for another model
     */
    public static PeftAdapter read(Path directory, TransformerConfig model) {
        Path configFile = directory.resolve(CONFIG);
        PeftOptions options = new PeftOptions(configFile, StrictJson.read(configFile, LARGEST_CONFIG));
        try (SafetensorsFile tensors = SafetensorsFile.open(directory.resolve(TENSORS))) {
            return adapter(options, tensors, model);
        }
    }

    /** Writes the two files into the directory, which is made when it is not there. */
    public static void write(PeftAdapter adapter, Path directory) {
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

    private static PeftAdapter adapter(PeftOptions options, SafetensorsFile tensors, TransformerConfig model) {
        String type = options.value(PeftOptions.TYPE).asText();
        PeftFormat<?> format = FORMATS.stream()
                .filter(each -> each.type().equals(type))
                .findFirst()
                .orElseThrow(() -> options.refused(
                        PeftOptions.TYPE,
                        options.value(PeftOptions.TYPE),
                        "only " + FORMATS.stream().map(PeftFormat::type).toList() + " are supported"));
        try {
            PeftAdapter adapter = format.read(options, tensors, model);
            adapter.checkFits(model);
            return adapter;
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(
                    tensors.path(), "the adapter", "not usable", e.getMessage().replaceAll("\\.$", ""), REMEDY, e);
        }
    }

    /** The one tensor of methods that put something before the prompt: {@code [virtual tokens, width]}. */
    static FloatBuffer prompt(SafetensorsFile tensors, int virtualTokens, int width) {
        if (!tensors.tensorNames().equals(Set.of(PROMPT))) {
            throw new ModelFileException(
                    tensors.path(),
                    "list of tensors",
                    tensors.tensorNames(),
                    "only " + PROMPT + " is supported",
                    REMEDY);
        }
        long[] shape = tensors.shape(PROMPT);
        if (!Arrays.equals(shape, new long[] {virtualTokens, width})) {
            throw new ModelFileException(
                    tensors.path(),
                    "shape of " + PROMPT,
                    Arrays.toString(shape),
                    "the configuration and the model demand [" + virtualTokens + ", " + width + "]",
                    REMEDY);
        }
        return tensors.read(PROMPT);
    }
}
