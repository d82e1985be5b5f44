package dev.steerstream.cli.command.generation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.schemas.SteeringOptions;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How an answer is steered. What is not given is the profile's. */
public final class SteeringFlags {
    @Option(names = "--mode", paramLabel = "MODE", description = "base, warm or steered. Default: steered with a task.")
    private SteeringOptions.Mode mode;

    @Option(names = "--strength", paramLabel = "NUMBER", description = "Signed. Default: the profile's.")
    private Double strength;

    @Option(
            names = "--confidence",
            paramLabel = "NUMBER",
            description = "Mask threshold, 0..1. Default: the profile's.")
    private Double confidence;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            description = "Directions that steer, with the strengths that the profile has for them: delta, log_ratio,"
                    + " several with + between, joint, or joint_by_position. Default: the profile's.")
    private String rule;

    @Option(
            names = "--explain",
            paramLabel = "NUMBER",
            description = "Show at every token so many of the most probable ones under base, warm and steered, 1..20,"
                    + " and where steering changed the choice.")
    private Integer explain;

    boolean hasMode() {
        return mode != null;
    }

    boolean explained() {
        return explain != null;
    }

    /** The request's {@code steering}, with what was given. */
    ObjectNode options() {
        ObjectNode options = Output.MAPPER.createObjectNode();
        if (mode != null) options.put("mode", mode.name().toLowerCase(Locale.ROOT));
        if (strength != null) options.put("strength", strength);
        if (confidence != null) options.put("confidence", confidence);
        if (rule != null) options.put("rule", rule);
        if (explain != null) options.put("explain", explain);
        return options;
    }
}
