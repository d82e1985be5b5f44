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
            names = "--schedule",
            paramLabel = "NAME",
            defaultValue = "constant",
            description = "How the learning rate goes: constant, linear or cosine. Default: ${DEFAULT-VALUE}.")
    private String schedule;

    @Option(
            names = "--warmup-steps",
            paramLabel = "STEPS",
            defaultValue = "0",
            description = "Steps over which the learning rate rises from zero. Default: ${DEFAULT-VALUE}.")
    private int warmupSteps;

    @Option(
            names = "--weight-decay",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "AdamW's decoupled weight decay. Default: ${DEFAULT-VALUE}.")
    private double weightDecay;

    @Option(
            names = "--gradient-clip",
            paramLabel = "NORM",
            defaultValue = "1",
            description = "Largest norm of all gradients together; 0 is no limit. Default: ${DEFAULT-VALUE}.")
    private double gradientClip;

    @Option(
            names = "--gradient-accumulation",
            paramLabel = "BATCHES",
            defaultValue = "1",
            description = "Batches whose gradients make one step. Default: ${DEFAULT-VALUE}.")
    private int gradientAccumulation;

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
                            Schedule.named(schedule).warmedUp(warmupSteps),
                            weightDecay,
                            gradientClip,
                            1,
                            steps,
                            batchSize,
                            gradientAccumulation,
                            sequenceLength,
                            seed)
                    .in(TrainingType.named(type));
        } catch (IllegalArgumentException refused) {
            throw new CommandException(ExitCode.USAGE, refused.getMessage());
        }
    }
}
