package dev.steerstream.model.inspection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.files.GgufFile;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.SafetensorsFile;
import dev.steerstream.model.files.StrictJson;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.files.format.GgmlTypes;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.definition.GgufTokenizerFile;
import dev.steerstream.model.text.definition.TokenizerDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Tells what a file or directory is and holds. Stateless. */
public final class Inspector {
    /** In an exported profile's folder: the sha256 of every other file. */
    public static final String MANIFEST = "manifest.json";

    private static final int LARGEST_JSON = 1 << 24;
    private static final int LARGEST_TOKENIZER = 1 << 26;
    private static final int MOST_FILES = 1000;
    private static final List<String> SAFETENSORS_FORMATS = List.of("BF16", "F16", "F32");

    private final boolean digests;

    /** @param digests whether files are read to their ends for their sha256; else headers only */
    public Inspector(boolean digests) {
        this.digests = digests;
    }

    /** @throws ModelFileException when it is of none of the known kinds, or too damaged to be told */
    public Inspection inspect(Path path) {
        if (!Files.isDirectory(path)) {
            return path.getFileName().toString().endsWith(".safetensors") ? safetensors(path) : gguf(path);
        }
        if (Files.exists(path.resolve(MANIFEST))) {
            return adapter(path, Inspection.Kind.PROFILE);
        }
        if (Files.exists(path.resolve(PeftFiles.CONFIG))) {
            return adapter(path, Inspection.Kind.ADAPTER);
        }
        return directory(path);
    }

    private Inspection gguf(Path path) {
        try (GgufFile file = GgufFile.openAnyFormat(path)) {
            Findings findings = new Findings(path, Inspection.Kind.GGUF);
            findings.bytes(size(path));
            if (digests) {
                findings.digest(file.digest());
            }
            file.metadata().string("general.architecture").ifPresent(findings::architecture);
            file.metadata().string("general.name").ifPresent(name -> findings.detail("name", name));
            findings.tensors(file.tensors());
            findings.attempt(() -> Models.of(file).config()).ifPresent(findings::shape);
            findings.attempt(() -> {
                GgufTokenizerFile tokenizer = new GgufTokenizerFile(file);
                findings.tokenizer(tokenizer.definition(), tokenizer.ends());
                return true;
            });
            findings.attempt(() -> ChatTemplate.of(file))
                    .flatMap(template -> template)
                    .map(ChatTemplate::digest)
                    .ifPresent(findings::chatTemplate);
            return findings.done(List.of(GgmlTypes.readable()));
        }
    }

    private Inspection safetensors(Path path) {
        Findings findings = new Findings(path, Inspection.Kind.SAFETENSORS);
        tensors(path, findings);
        if (digests) {
            findings.digest(FileDigest.of(path));
        }
        return findings.done(SAFETENSORS_FORMATS);
    }

    private static void tensors(Path path, Findings findings) {
        findings.bytes(size(path));
        try (SafetensorsFile file = SafetensorsFile.openAnyFormat(path)) {
            findings.tensors(file.tensors());
        }
    }

    private Inspection directory(Path path) {
        Findings findings = new Findings(path, Inspection.Kind.DIRECTORY);
        List<Path> files = files(path);
        files.stream()
                .filter(file -> file.toString().endsWith(".safetensors"))
                .forEach(file -> tensors(file, findings));
        Path config = path.resolve("config.json");
        if (Files.exists(config)) {
            ObjectNode settings = StrictJson.read(config, LARGEST_JSON);
            findings.architecture(settings.path("model_type").asText("not named"));
        }
        findings.attempt(() -> Models.open(path)).ifPresent(weights -> weights(weights, findings));
        Path tokenizer = path.resolve("tokenizer.json");
        findings.attempt(() -> new TokenizerDefinition(tokenizer, StrictJson.read(tokenizer, LARGEST_TOKENIZER)))
                .ifPresent(definition -> findings.tokenizer(definition, Set.of()));
        findings.attempt(() -> ChatTemplate.open(path))
                .flatMap(template -> template)
                .map(ChatTemplate::digest)
                .ifPresent(findings::chatTemplate);
        files.stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.matches(".*\\.(bin|pt|pth|ckpt|pkl)"))
                .forEach(name -> findings.unsupported(name + ": pickled weights are never read"));
        return findings.done(SAFETENSORS_FORMATS);
    }

    private void weights(Weights weights, Findings findings) {
        try (weights) {
            findings.shape(weights.config());
            if (digests) {
                findings.digest(weights.digest());
            }
        }
    }

    private Inspection adapter(Path path, Inspection.Kind kind) {
        Findings findings = new Findings(path, kind);
        if (kind == Inspection.Kind.PROFILE) {
            manifest(path, findings);
        }
        findings.attempt(() -> StrictJson.read(path.resolve(PeftFiles.CONFIG), LARGEST_JSON))
                .ifPresent(config -> settings(config, findings));
        Path tensors = path.resolve(PeftFiles.TENSORS);
        findings.attempt(() -> SafetensorsFile.openAnyFormat(tensors)).ifPresent(file -> {
            try (file) {
                findings.bytes(size(tensors));
                findings.tensors(file.tensors());
            }
        });
        findings.attempt(() -> {
            PeftFiles.requireSupported(path);
            return true;
        });
        if (kind == Inspection.Kind.ADAPTER && digests && Files.exists(tensors)) {
            findings.digest(FileDigest.of(tensors));
        }
        if (Files.exists(path.resolve("adapter_model.bin"))) {
            findings.unsupported("adapter_model.bin: pickled weights are never read");
        }
        return findings.done(SAFETENSORS_FORMATS);
    }

    private static void settings(ObjectNode config, Findings findings) {
        for (String name : List.of(
                "peft_type", "r", "lora_alpha", "use_rslora", "num_virtual_tokens", "base_model_name_or_path")) {
            findings.detail(
                    name, config.path(name).isNull() ? "" : config.path(name).asText(""));
        }
        if (config.path("target_modules").isArray()) {
            findings.detail("target_modules", config.path("target_modules").toString());
        }
    }

    private void manifest(Path path, Findings findings) {
        ObjectNode manifest = StrictJson.read(path.resolve(MANIFEST), LARGEST_JSON);
        for (String name :
                List.of("task", "version", "model", "model_digest", "adapter_digest", "vector_digest", "strength")) {
            findings.detail(name, manifest.path(name).asText(""));
        }
        findings.digest(manifest.path("adapter_digest").asText(""));
        if (!digests) {
            return;
        }
        manifest.path("files")
                .properties()
                .forEach(entry -> findings.attempt(() -> {
                    requireSame(path, entry.getKey(), entry.getValue().asText());
                    return true;
                }));
    }

    private static void requireSame(Path folder, String name, String expected) {
        if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")) {
            throw new ModelFileException(
                    folder.resolve(MANIFEST), "file name", name, "it must be a plain one", "Export the profile again.");
        }
        String found = FileDigest.of(folder.resolve(name));
        if (!found.equals(expected)) {
            throw new ModelFileException(
                    folder.resolve(name),
                    "sha256",
                    found,
                    "the manifest says " + expected,
                    "The file was changed: export the profile again.");
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> list = Files.list(directory)) {
            return list.filter(Files::isRegularFile).sorted().limit(MOST_FILES).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(directory + " cannot be listed", failure);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
