package dev.steerstream.cli.command.engine;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftFiles;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What warms the model up, and how it is steered. */
final class SteeringFlags {
    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "A PEFT adapter: LoRA, IA3, prompt or prefix tuning. Default: none, warm is the base.")
    private Path adapter;

    @Option(
            names = "--strength",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "Signed. Default: ${DEFAULT-VALUE}.")
    private double strength;

    @Option(
            names = "--confidence",
            paramLabel = "NUMBER",
            defaultValue = "0.1",
            description = "Mask threshold, 0..1; 0 turns the mask off. Default: ${DEFAULT-VALUE}.")
    private double confidence;

    Steering steering() {
        try {
            return Steering.steered(strength, confidence);
        } catch (IllegalArgumentException refused) {
            throw new CommandException(ExitCode.USAGE, refused.getMessage());
        }
    }

    boolean hasAdapter() {
        return adapter != null;
    }

    /** Attaches the adapter, if there is one; its digest. */
    Optional<String> attach(LanguageModel loaded) {
        if (adapter == null) return Optional.empty();
        PeftAdapter read = PeftFiles.read(adapter, loaded.config());
        loaded.attach(read.digest(), read);
        return Optional.of(read.digest());
    }
}
