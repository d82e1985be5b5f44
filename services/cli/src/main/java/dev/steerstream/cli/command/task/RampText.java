package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.command.output.Output;
import java.io.PrintWriter;
import java.util.Locale;

/** How a ramp and its arms look on a terminal. */
public final class RampText {
    private static final int[] WIDTHS = {20, -10, -10, -10, 24, 30};

    private RampText() {}

    static void show(JsonNode ramp, PrintWriter writer) {
        writer.println("task " + ramp.path("task").asText() + ": version "
                + ramp.path("version").asText() + " beside "
                + ramp.path("beside").asText() + ", share "
                + ramp.path("share").asText() + ", " + ramp.path("state").asText() + " since "
                + ramp.path(ramp.hasNonNull("ended_at") ? "ended_at" : "started_at")
                        .asText());
        writer.println("requests: " + ramp.path("requests").path("in_force").asText() + " in force, "
                + ramp.path("requests").path("ramped").asText() + " ramped");
        if (ramp.path("measures").isEmpty()) return;
        writer.println(Output.row(WIDTHS, "MEASURE", "IN FORCE", "RAMPED", "DIFFERENCE", "95% INTERVAL", "UNIT"));
        ramp.path("measures").fields().forEachRemaining(named -> {
            JsonNode measure = named.getValue();
            JsonNode difference = measure.path("difference");
            writer.println(Output.row(
                    WIDTHS,
                    named.getKey(),
                    number(measure.path("in_force").path("mean")),
                    number(measure.path("ramped").path("mean")),
                    number(difference.path("value")),
                    interval(difference),
                    measure.path("unit").asText()));
        });
    }

    public static String interval(JsonNode difference) {
        if (!difference.path("low").isNumber()) return "unknown";
        return "[" + number(difference.path("low")) + ", " + number(difference.path("high")) + "]";
    }

    public static String number(JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, "%.4g", number.asDouble()) : "unknown";
    }
}
