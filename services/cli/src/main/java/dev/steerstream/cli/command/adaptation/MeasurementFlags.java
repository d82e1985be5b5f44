package dev.steerstream.cli.command.adaptation;

import static dev.steerstream.cli.command.adaptation.WarmStartFlags.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import picocli.CommandLine.Option;

/** How a warm start is measured on calibration rows while it runs, and what follows from it. */
final class MeasurementFlags {
    @Option(
            names = "--evaluate-every",
            paramLabel = "STEPS",
            description =
                    "Measure base, warm and steered loss on calibration rows every so many steps; 0 never does. Default: 20.")
    private Integer every;

    @Option(
            names = "--evaluation-rows",
            paramLabel = "ROWS",
            description = "Calibration rows that are measured at most. Default: 32.")
    private Integer rows;

    @Option(
            names = "--patience",
            paramLabel = "NUMBER",
            description =
                    "End the run when the warm loss had no new minimum in so many measurements; 0 never does. Default: 0.")
    private Integer patience;

    @Option(
            names = "--keep-best",
            description = "Keep the adapter of the smallest measured warm loss, not the last one.")
    private Boolean keepBest;

    @Option(
            names = "--steering-patience",
            paramLabel = "NUMBER",
            description =
                    "End the run when the steered loss did not fall by more than its noise in so many measurements: from"
                            + " there on steering is the cheaper way; 0 never does. Default: 0.")
    private Integer steeringPatience;

    void addTo(ObjectNode settings) {
        ObjectNode evaluation = Output.MAPPER.createObjectNode();
        put(evaluation, "every_steps", every);
        put(evaluation, "rows", rows);
        put(evaluation, "patience", patience);
        put(evaluation, "keep_best", keepBest);
        put(evaluation, "steering_patience", steeringPatience);
        if (!evaluation.isEmpty()) settings.set("evaluation", evaluation);
    }
}
