package dev.steerstream.cli.command.engine;

import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.training.Schedule;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.TrainingType;
import picocli.CommandLine.Option;

/** How a warm start of this process goes; each method as the paper sets it. */
final class TrainingFlags {
    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "lora",
            description =
                    "lora, ia3, prompt_tuning or p_tuning_v2, each as the paper sets it. Default: ${DEFAULT-VALUE}.")
    private String method;

    @Option(names = "--batch-size", paramLabel = "ROWS", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "NUMBER",
            defaultValue = "5e-5",
            description = "Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(
            names = "--sequence-length",
            paramLabel = "TOKENS",
            defaultValue = "512",
            description = "Longer rows lose their end. Default: ${DEFAULT-VALUE}.")
    private int sequenceLength;

    @Option(
            names = "--training-type",
            paramLabel = "NAME",
            defaultValue = "float32",
            description = "What is multiplied in: float32, bfloat16 or auto. Default: ${DEFAULT-VALUE}.")
    private String type;

    String method() {
        return method;
    }

    /** @param steps 0 is one epoch */
    TrainingConfiguration configuration(int steps, long seed) {
        try {
            return new TrainingConfiguration(
                            PeftConfig.standard(method),
                            learningRate,
                            Schedule.CONSTANT,
                            0,
                            1,
                            1,
                            steps,
                            batchSize,
                            sequenceLength,
                            seed)
                    .in(TrainingType.named(type));
        } catch (IllegalArgumentException refused) {
            throw new CommandException(ExitCode.USAGE, refused.getMessage());
        }
    }
}
