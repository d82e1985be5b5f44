package dev.steerstream.cli.command.option;

import dev.steerstream.cli.demo.ModelDownload;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where fetched models are kept. */
public final class ModelCacheOption {
    @Option(
            names = "--model-cache",
            paramLabel = "DIR",
            defaultValue = "${env:STEERSTREAM_MODEL_CACHE}",
            description = "Where fetched models are kept. Default: STEERSTREAM_MODEL_CACHE, else steerstream/models"
                    + " in XDG_CACHE_HOME or ~/.cache.")
    private Path folder;

    Path folder() {
        return folder != null ? folder : ModelCache.defaultFolder();
    }

    /** The file or directory that a reference means, fetched where it is not there yet, which standard error tells. */
    public Path resolve(String reference) {
        var errors = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        try (var download = new ModelDownload(reference, System.console() != null, errors)) {
            return new ModelCache(folder()).resolve(ModelReference.parse(reference), download);
        }
    }
}
