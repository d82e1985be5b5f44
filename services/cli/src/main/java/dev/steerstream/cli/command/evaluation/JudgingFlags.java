package dev.steerstream.cli.command.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import java.util.List;
import picocli.CommandLine.Option;

/** Which rows of a dataset judge, and by what. Only what is named goes to the gateway; the platform knows the defaults. */
public final class JudgingFlags {
    @Option(
            names = "--split",
            paramLabel = "NAME",
            description = "train, calibration, held_out or all. Default: held_out of the profile's own dataset, all of"
                    + " another.")
    private String split;

    @Option(names = "--sample", paramLabel = "ROWS", description = "Judge on so many rows, drawn by the seed.")
    private Integer sample;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of the sample and the intervals. Default: 0.")
    private Long seed;

    @Option(
            names = "--measures",
            paramLabel = "NAME",
            split = ",",
            description = "Names of measures, with commas between. Default: all that the rows allow.")
    private List<String> measures;

    @Option(
            names = "--rules",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Directions to judge beside the profile, each fitted on the profile's own calibration rows: delta,"
                            + " log_ratio, temperature, contrast, probability_difference.")
    private List<String> rules;

    @Option(
            names = "--dose-rows",
            paramLabel = "ROWS",
            description = "The dose-response is of so many of the rows; 0 makes none. Default: 64.")
    private Integer doseRows;

    @Option(
            names = "--answer-tokens",
            paramLabel = "NUMBER",
            description =
                    "Generate answers of so many tokens at most, and judge them too, with the repetition rate. Default:"
                            + " none are generated.")
    private Integer answerTokens;

    /** Empty where nothing was named. */
    ObjectNode settings() {
        ObjectNode settings = Output.MAPPER.createObjectNode();
        if (split != null) settings.put("split", split);
        if (sample != null) settings.put("sample", sample);
        if (seed != null) settings.put("seed", seed);
        if (measures != null) measures.forEach(settings.withArray("measures")::add);
        if (rules != null) rules.forEach(settings.withArray("rules")::add);
        if (doseRows != null) settings.put("dose_rows", doseRows);
        if (answerTokens != null) settings.put("answer_tokens", answerTokens);
        return settings;
    }
}
