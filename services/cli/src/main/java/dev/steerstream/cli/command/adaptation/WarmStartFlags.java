package dev.steerstream.cli.command.adaptation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a task's warm start goes. What is not given is left to the gateway's defaults; it also says what does not go together. */
public final class WarmStartFlags {
    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "lora, ia3, prompt_tuning or p_tuning_v2. Default: lora.")
    private String method;

    @Option(names = "--steps", paramLabel = "NUMBER", description = "Steps of the warm start. Default: one epoch.")
    private Integer steps;

    @Option(names = "--epochs", paramLabel = "NUMBER", description = "Passes over the rows. Default: 1.")
    private Double epochs;

    @Option(names = "--batch-size", paramLabel = "ROWS", description = "Rows a step. Default: 4.")
    private Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "NUMBER", description = "Default: 5e-5.")
    private Double learningRate;

    @Option(names = "--rank", paramLabel = "NUMBER", description = "LoRA's rank. Default: 8.")
    private Integer rank;

    @Option(names = "--alpha", paramLabel = "NUMBER", description = "LoRA's alpha. Default: 16.")
    private Double alpha;

    @Option(names = "--dropout", paramLabel = "NUMBER", description = "LoRA's dropout. Default: 0.1.")
    private Double dropout;

    @Option(
            names = "--target",
            paramLabel = "MODULE",
            split = ",",
            description =
                    "Modules with an adapter (lora, ia3). Default: q_proj,k_proj,v_proj,o_proj; ia3 also up_proj,down_proj.")
    private List<String> targets;

    @Option(names = "--rank-stabilised", description = "Scale LoRA by alpha / sqrt(rank), not by alpha / rank.")
    private Boolean rankStabilised;

    @Option(
            names = "--feedforward-module",
            paramLabel = "MODULE",
            split = ",",
            description = "Targets of IA3 whose input is scaled, not their output. Default: down_proj.")
    private List<String> feedforwardModules;

    @Option(
            names = "--virtual-tokens",
            paramLabel = "NUMBER",
            description = "Learned places of prompt_tuning and p_tuning_v2. Default: 20.")
    private Integer virtualTokens;

    @Option(
            names = "--encoder-hidden-size",
            paramLabel = "NUMBER",
            description = "Inner width of p_tuning_v2's encoder. Default: 128.")
    private Integer encoderHiddenSize;

    @Option(names = "--sequence-length", paramLabel = "TOKENS", description = "Default: 512.")
    private Integer sequenceLength;

    @Option(names = "--checkpoint-every", paramLabel = "STEPS", description = "Default: 20.")
    private Integer checkpointEvery;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Default: 0.")
    private Long seed;

    @Mixin
    private OptimiserFlags optimiser;

    @Mixin
    private MeasurementFlags measurement;

    /** The settings that were given, by their names in the API. */
    public ObjectNode settings() {
        ObjectNode settings = Output.MAPPER.createObjectNode();
        put(settings, "method", method);
        put(settings, "max_steps", steps);
        put(settings, "epochs", epochs);
        put(settings, "batch_size", batchSize);
        put(settings, "learning_rate", learningRate);
        put(settings, "rank", rank);
        put(settings, "alpha", alpha);
        put(settings, "dropout", dropout);
        put(settings, "target_modules", targets);
        put(settings, "rank_stabilised", rankStabilised);
        put(settings, "feedforward_modules", feedforwardModules);
        put(settings, "virtual_tokens", virtualTokens);
        put(settings, "encoder_hidden_size", encoderHiddenSize);
        put(settings, "sequence_length", sequenceLength);
        put(settings, "checkpoint_every_steps", checkpointEvery);
        put(settings, "seed", seed);
        optimiser.addTo(settings);
        measurement.addTo(settings);
        return settings;
    }

    static void put(ObjectNode settings, String name, Object value) {
        if (value != null) settings.set(name, Output.MAPPER.valueToTree(value));
    }
}
