package dev.steerstream.model.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.StrictJson;
import dev.steerstream.model.files.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model as a directory that transformers and this engine load: config.json, safetensors, tokenizer and chat template.
 * What a directory has is copied; of a GGUF file it is made.
 */
public final class TransformersExport {
    /** transformers' own default. */
    public static final long LARGEST_SHARD = 5_000_000_000L;

    private static final int LARGEST_CONFIG = 1 << 20;
    private static final long LARGEST_COPIED = 1L << 26;
    private static final List<String> COPIED = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja",
            "generation_config.json");

    private TransformersExport() {}

    /**
     * What was written.
     *
     * @param files names in the directory
     * @param bytes of all of them
     */
    public record Report(Path directory, List<String> files, long bytes) {}

    /**
     * @param source file or directory of the base model: where settings and tokenizer come from
     * @param weights the source's, perhaps with an adapter merged
     * @param directory not there yet, or empty
     * @param largestShard bytes of tensors in one file; a larger tensor has a file of its own
     * @throws ModelFileException when the directory has files already
     */
    public static Report write(Path source, Weights weights, ExportedType type, Path directory, long largestShard) {
        try {
            Files.createDirectories(directory);
            requireEmpty(directory);
            List<String> names = new ArrayList<>();
            for (Map.Entry<String, byte[]> file :
                    settings(source, weights, type).entrySet()) {
                NewFile.write(directory.resolve(file.getKey()), target -> target.write(file.getValue()));
                names.add(file.getKey());
            }
            names.addAll(new SafetensorsShards(weights, type.format()).write(directory, largestShard));
            long bytes = 0;
            for (String name : names) {
                bytes += Files.size(directory.resolve(name));
            }
            return new Report(directory, List.copyOf(names), bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    directory + " could not be written (" + failure.getMessage()
                            + "). Check permissions and free space.",
                    failure);
        }
    }

    private static void requireEmpty(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw new ModelFileException(
                        directory, "it", "not empty", "nothing is overwritten", "Name another place, or empty it.");
            }
        }
    }

    private static Map<String, byte[]> settings(Path source, Weights weights, ExportedType type) throws IOException {
        if (!Files.isDirectory(source)) {
            return new GgufAsTransformers(source, weights.config(), type).files();
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        ObjectNode config = StrictJson.read(source.resolve("config.json"), LARGEST_CONFIG);
        config.remove("torch_dtype"); // what transformers called it before version 5
        config.put("dtype", type.label());
        files.put("config.json", pretty(config));
        for (String name : COPIED) {
            Path file = source.resolve(name);
            if (Files.isRegularFile(file)) {
                if (Files.size(file) > LARGEST_COPIED) {
                    throw new ModelFileException(
                            file,
                            "length",
                            Files.size(file),
                            "at most " + LARGEST_COPIED + " bytes are copied",
                            "This is not the file that its name says.");
                }
                files.put(name, Files.readAllBytes(file));
            }
        }
        return files;
    }

    static byte[] pretty(ObjectNode json) {
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
