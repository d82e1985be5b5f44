package dev.steerstream.cli.command.adaptation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import java.util.List;
import picocli.CommandLine.Option;

/** How a task's strength is calibrated. Only what is named goes to the gateway; the platform knows the defaults. */
public final class CalibrationFlags {
    @Option(names = "--confidence", paramLabel = "NUMBER", description = "Mask threshold, 0..1. Default: 0.1.")
    private Double confidence;

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            description =
                    "mean, median, trimmed_mean, ratio, ratio_published, newton, optimal, or choice (the most right answers"
                            + " of those that rows offer). Default: optimal.")
    private String estimator;

    @Option(
            names = "--direction",
            paramLabel = "NAME",
            description = "delta, log_ratio, temperature, contrast or probability_difference. Default: delta.")
    private String direction;

    @Option(
            names = "--directions",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What else is tried, alone, together, and together with strengths of their own for an answer's first token,"
                            + " with commas between: these, mean_delta and mean_log_ratio."
                            + " Default: log_ratio, temperature, mean_delta, mean_log_ratio.")
    private List<String> directions;

    @Option(
            names = "--choose",
            paramLabel = "WHAT",
            description =
                    "What cross-validation may put in force instead of what is configured, where it is better by more than"
                            + " its error: nothing, rule, or rule_and_confidence. Default: rule.")
    private String choose;

    @Option(
            names = "--promote",
            paramLabel = "WHEN",
            description =
                    "always, or on_gain: put the profile in force only where steering gains on held-out rows. Default:"
                            + " always.")
    private String promote;

    @Option(
            names = "--evaluate",
            description = "Evaluate the profile that comes of it, under the adaptation's id: see steer evaluate.")
    private boolean evaluate;

    /** Empty where nothing was named. */
    public ObjectNode settings() {
        ObjectNode settings = Output.MAPPER.createObjectNode();
        if (confidence != null) settings.put("confidence", confidence);
        if (estimator != null) settings.put("estimator", estimator);
        if (direction != null) settings.put("direction", direction);
        if (directions != null) directions.forEach(settings.withArray("directions")::add);
        if (choose != null) settings.put("choose", choose);
        if (promote != null) settings.put("promote", promote);
        if (evaluate) settings.put("evaluate", "after_calibration");
        return settings;
    }
}
