package dev.steerstream.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.gateway.Adaptation;
import java.io.PrintWriter;
import java.util.Locale;

/** How tasks and adaptations look on a terminal. */
final class TaskText {
    private TaskText() {}

    static final Table LIST = Table.of("TASK", 28, "task")
            .column("STATE", 12, "state")
            .column("PROFILE", -8, task -> task.path("profile_version")
                    .asText(task.path("profile").path("version").asText("none")))
            .column("STRENGTH", -10, task -> number(task.path("profile").path("strength")))
            .column("INTERVAL", 30, task -> interval(task.path("profile")));

    static void describe(JsonNode task, JsonNode adaptations, PrintWriter writer) {
        writer.println(
                "task " + task.path("task").asText() + ": " + task.path("state").asText());
        JsonNode profile = task.path("profile");
        if (profile.isObject()) {
            writer.println("profile " + profile.path("version").asText() + " in force: strength "
                    + number(profile.path("strength")) + " " + interval(profile));
            for (JsonNode direction : profile.path("strengths")) {
                writer.println("  along " + direction.path("direction").asText() + " "
                        + number(direction.path("strength")) + " " + interval(direction));
            }
            if (profile.path("gain").isObject()) writer.println(gain(profile.path("gain")));
            JsonNode loss = profile.path("report").path("held_out").path("loss_full");
            if (loss.isObject()) {
                writer.println("held-out loss (nats/token, no mask): base " + number(loss.path("base")) + ", warm "
                        + number(loss.path("warm")) + ", steered " + number(loss.path("steered")));
            }
        }
        for (JsonNode adaptation : Lists.of(adaptations, "items")) {
            writer.print(adaptation(adaptation));
        }
    }

    /** Half the interval's width stands for the error. */
    private static String gain(JsonNode gain) {
        double error =
                (gain.path("high").asDouble(Double.NaN) - gain.path("low").asDouble(Double.NaN)) / 2;
        String tokens = gain.path("measure").asText().endsWith("content") ? "content token" : "token";
        String value = number(gain.path("value"))
                + (Double.isNaN(error) ? "" : String.format(Locale.ROOT, " +- %.3f", error)) + " nats a " + tokens
                + " on held-out rows";
        return gain.path("helps").asBoolean() ? "steering gains " + value : "no gain: " + value;
    }

    static String adaptation(JsonNode adaptation) {
        StringBuilder text = new StringBuilder(
                "adaptation " + adaptation.path("adaptation").asText() + ": " + Adaptation.state(adaptation));
        if (adaptation.path("profile").hasNonNull("strength")) {
            text.append(", strength ")
                    .append(number(adaptation.path("profile").path("strength")))
                    .append(' ')
                    .append(interval(adaptation.path("profile")));
        }
        return text.append('\n').toString();
    }

    /** Why an adaptation did not succeed. */
    static String end(String adaptation, JsonNode ended) {
        JsonNode failure = ended.path("failure");
        String sentence = "adaptation " + adaptation + " " + Adaptation.state(ended);
        if (!failure.isObject()) return sentence;
        return sentence + ": " + failure.path("message").asText() + " ["
                + failure.path("code").asText() + "]"
                + (failure.hasNonNull("advice")
                        ? "\n  " + failure.path("advice").asText()
                        : "");
    }

    static String interval(JsonNode profile) {
        JsonNode low = profile.path("strength_low");
        JsonNode high = profile.path("strength_high");
        if (!low.isNumber() || !high.isNumber()) return "";
        return "[" + number(low) + ", " + number(high) + "]";
    }

    static String number(JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, "%.3f", number.asDouble()) : "unknown";
    }
}
