package dev.steerstream.cli.command.generation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How tokens are chosen. What is not given is left to the decoder's defaults. */
public final class SamplingFlags {
    @Option(names = "--max-tokens", paramLabel = "NUMBER", description = "Default: 128.")
    private Integer maxTokens;

    @Option(names = "--temperature", paramLabel = "NUMBER", description = "Default: 0, greedy.")
    private Double temperature;

    @Option(names = "--top-k", paramLabel = "NUMBER", description = "Default: none.")
    private Integer topK;

    @Option(names = "--top-p", paramLabel = "NUMBER", description = "Default: 1.")
    private Double topP;

    @Option(names = "--min-p", paramLabel = "NUMBER", description = "Default: 0.")
    private Double minP;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Default: chosen, and in the receipt.")
    private Long seed;

    @Option(names = "--stop", paramLabel = "TEXT", description = "A text that ends the answer; at most 4 times.")
    private List<String> stop;

    @Option(names = "-n", paramLabel = "NUMBER", description = "Answers. Default: 1.")
    private Integer answers;

    @Option(names = "--min-tokens", paramLabel = "NUMBER", description = "No end of text before. Default: 0.")
    private Integer minTokens;

    @Option(
            names = "--logit-bias",
            paramLabel = "ID=AMOUNT",
            description = "Added to a token's logit after steering, -100..100; may be given again and again.")
    private Map<Integer, Double> logitBias;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "NUMBER",
            description = "On tokens of prompt and answer. Default: 1, none.")
    private Double repetitionPenalty;

    @Option(
            names = "--presence-penalty",
            paramLabel = "NUMBER",
            description = "On tokens that the answer has, -2..2. Default: 0.")
    private Double presencePenalty;

    @Option(
            names = "--frequency-penalty",
            paramLabel = "NUMBER",
            description = "For every time that the answer has them, -2..2. Default: 0.")
    private Double frequencyPenalty;

    @Option(names = "--logprobs", description = "Show every token's log-probability as steered.")
    private boolean logprobs;

    @Option(
            names = "--top-logprobs",
            paramLabel = "NUMBER",
            description = "And so many of the most probable tokens at every place, at most 20.")
    private Integer topLogprobs;

    @Option(
            names = "--beam-width",
            paramLabel = "NUMBER",
            description = "Search so many answers side by side for the most probable ones. Default: 1, no search.")
    private Integer beamWidth;

    @Option(
            names = "--length-penalty",
            paramLabel = "NUMBER",
            description = "A beam's sum is divided by its length to this power. Default: 1.")
    private Double lengthPenalty;

    /** The request's {@code sampling}, with what was given. */
    public ObjectNode options() {
        ObjectNode options = Output.MAPPER.createObjectNode();
        if (maxTokens != null) options.put("max_tokens", maxTokens);
        if (temperature != null) options.put("temperature", temperature);
        if (topK != null) options.put("top_k", topK);
        if (topP != null) options.put("top_p", topP);
        if (minP != null) options.put("min_p", minP);
        if (seed != null) options.put("seed", seed);
        if (stop != null) stop.forEach(options.putArray("stop")::add);
        if (answers != null) options.put("n", answers);
        if (minTokens != null) options.put("min_tokens", minTokens);
        if (logitBias != null) {
            ObjectNode bias = options.putObject("logit_bias");
            logitBias.forEach((token, amount) -> bias.put(String.valueOf(token), amount));
        }
        if (repetitionPenalty != null) options.put("repetition_penalty", repetitionPenalty);
        if (presencePenalty != null) options.put("presence_penalty", presencePenalty);
        if (frequencyPenalty != null) options.put("frequency_penalty", frequencyPenalty);
        if (logprobs || topLogprobs != null) options.put("logprobs", true);
        if (topLogprobs != null) options.put("top_logprobs", topLogprobs);
        if (beamWidth != null) options.put("beam_width", beamWidth);
        if (lengthPenalty != null) options.put("length_penalty", lengthPenalty);
        return options;
    }
}
