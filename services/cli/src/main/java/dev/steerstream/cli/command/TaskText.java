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
            if (profile.path("gain").hasNonNull("sentence")) {
                writer.println(profile.path("gain").path("sentence").asText());
            }
            positions(profile.path("report").path("selection").path("rules"), writer);
            reason("rule", profile.path("rule_reason"), writer);
            reason("confidence", profile.path("confidence_reason"), writer);
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

    /** What cross-validation says of strengths of their own for an answer's first tokens. */
    private static void positions(JsonNode rules, PrintWriter writer) {
        for (JsonNode rule : rules.path("candidates")) {
            if (!rule.path("name").asText().contains("[")) continue;
            StringBuilder line = new StringBuilder("by position:");
            for (JsonNode part : rule.path("strengths")) {
                line.append(' ')
                        .append(part.path("direction").asText())
                        .append(' ')
                        .append(number(part.path("strength")))
                        .append(' ')
                        .append(interval(part));
            }
            writer.println(line.append(", cross-validated loss ")
                    .append(number(rule.path("difference")))
                    .append(" against the configured rule's ")
                    .append(ends(rule, "difference")));
        }
    }

    private static void reason(String what, JsonNode reason, PrintWriter writer) {
        if (reason.isTextual()) writer.println(what + ": " + reason.asText());
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
        return ends(profile, "strength");
    }

    private static String ends(JsonNode node, String name) {
        JsonNode low = node.path(name + "_low");
        JsonNode high = node.path(name + "_high");
        if (!low.isNumber() || !high.isNumber()) return "";
        return "[" + number(low) + ", " + number(high) + "]";
    }

    static String number(JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, "%.3f", number.asDouble()) : "unknown";
    }
}
