package dev.steerstream.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.command.output.FailureText;
import dev.steerstream.cli.command.output.Lists;
import dev.steerstream.cli.command.output.Table;
import dev.steerstream.cli.gateway.Adaptation;
import java.io.PrintWriter;
import java.util.Locale;

/** How tasks and adaptations look on a terminal. */
public final class TaskText {
    private TaskText() {}

    static final Table LIST = Table.of("TASK", 28, "task")
            .column("STATE", 12, "state")
            .column("PROFILE", -8, task -> task.path("profile_version")
                    .asText(task.path("profile").path("version").asText("none")))
            .column("STRENGTH", -10, task -> number(task.path("profile").path("strength")))
            .column("INTERVAL", 18, task -> interval(task.path("profile")))
            .column("ALONG", 24, task -> along(task.path("profile")));

    /** A profile may steer along several directions, each with a strength of its own; the first one's is shown. */
    private static String along(JsonNode profile) {
        if (!profile.isObject()) return "";
        int others = profile.path("strengths").size() - 1;
        String first = profile.path("direction").asText("delta");
        return others > 0 ? first + " (+" + others + " more)" : first;
    }

    static void describe(JsonNode task, JsonNode adaptations, PrintWriter writer) {
        writer.println(
                "task " + task.path("task").asText() + ": " + task.path("state").asText());
        JsonNode profile = task.path("profile");
        if (profile.isObject()) profile(profile, writer);
        for (JsonNode adaptation : Lists.of(adaptations, "items")) {
            writer.print(adaptation(adaptation));
            if (adaptation.path("failure").isObject())
                writer.println("  " + FailureText.of(adaptation.path("failure")));
        }
    }

    private static void profile(JsonNode profile, PrintWriter writer) {
        JsonNode report = profile.path("report");
        writer.println("profile " + profile.path("version").asText() + " in force, of adaptation "
                + profile.path("adaptation").asText("unknown") + ": mask at confidence "
                + number(profile.path("confidence")) + ", estimator "
                + profile.path("estimator").asText("unknown"));
        writer.println("strength with its 95% interval, fitted on "
                + report.path("rows").asText("unknown") + " calibration rows ("
                + report.path("groups").asText("unknown") + " prompt groups, "
                + report.path("tokens").asText("unknown") + " answer tokens):");
        for (JsonNode direction : profile.path("strengths")) {
            writer.println("  along " + direction.path("direction").asText() + " " + number(direction.path("strength"))
                    + " " + interval(direction));
        }
        JsonNode gain = profile.path("gain");
        if (gain.hasNonNull("sentence")) {
            writer.println(
                    gain.path("sentence").asText() + " (" + gain.path("tokens").asText() + " tokens, "
                            + gain.path("measure").asText() + ")");
        }
        positions(report.path("selection").path("rules"), writer);
        reason("rule", profile.path("rule_reason"), writer);
        reason("confidence", profile.path("confidence_reason"), writer);
        unmasked(report, writer);
        digest("adapter", profile.path("adapter_digest"), writer);
        digest("vectors", profile.path("vector_digest"), writer);
        digest("model", profile.path("model_digest"), writer);
    }

    /** Without a mask only the configured direction is fitted: that is what this loss is of, whatever is in force. */
    private static void unmasked(JsonNode report, PrintWriter writer) {
        JsonNode held = report.path("held_out");
        JsonNode loss = held.path("loss_full");
        if (!loss.isObject()) return;
        JsonNode along = report.path("unmasked");
        writer.println("held-out loss of " + held.path("rows").asText("unknown") + " rows (nats/token, no mask): base "
                + number(loss.path("base")) + ", warm " + number(loss.path("warm")) + ", steered "
                + number(loss.path("steered")) + " along "
                + along.path("direction").asText("delta") + " alone at "
                + number(along.path("strength")) + " " + ends(along, ""));
    }

    private static void digest(String what, JsonNode digest, PrintWriter writer) {
        if (digest.isTextual()) writer.println(what + " sha256 " + digest.asText());
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
                    .append(fine(rule.path("difference")))
                    .append(" nats/token against the configured rule's, 95% interval [")
                    .append(fine(rule.path("difference_low")))
                    .append(", ")
                    .append(fine(rule.path("difference_high")))
                    .append(']'));
        }
    }

    private static void reason(String what, JsonNode reason, PrintWriter writer) {
        if (reason.isTextual()) writer.println(what + ": " + reason.asText());
    }

    static String adaptation(JsonNode adaptation) {
        StringBuilder text = new StringBuilder(
                "adaptation " + adaptation.path("adaptation").asText() + ": " + Adaptation.state(adaptation));
        if (adaptation.path("profile").hasNonNull("strength")) {
            JsonNode profile = adaptation.path("profile");
            text.append(", strength ");
            if (profile.path("strengths").size() > 1)
                text.append("along ").append(profile.path("direction").asText()).append(" ");
            text.append(number(profile.path("strength"))).append(' ').append(interval(profile));
            int others = profile.path("strengths").size() - 1;
            if (others > 0) text.append(" and along ").append(others).append(" more");
        }
        if (adaptation.hasNonNull("held_back")) {
            text.append("\n  profile ")
                    .append(adaptation.path("profile_version").asText())
                    .append(" is not in force, since --promote is on_gain: ")
                    .append(adaptation.path("held_back").asText())
                    .append("; steer task promote ")
                    .append(adaptation.path("task").asText())
                    .append(" --version ")
                    .append(adaptation.path("profile_version").asText())
                    .append(" puts it in force all the same");
        }
        return text.append('\n').toString();
    }

    /** Why an adaptation did not succeed. */
    static String end(String adaptation, JsonNode ended) {
        JsonNode failure = ended.path("failure");
        String sentence = "adaptation " + adaptation + " " + Adaptation.state(ended);
        return failure.isObject() ? sentence + ": " + FailureText.of(failure) : sentence;
    }

    static String interval(JsonNode profile) {
        return ends(profile, "strength");
    }

    private static String ends(JsonNode node, String name) {
        JsonNode low = node.path(name.isEmpty() ? "low" : name + "_low");
        JsonNode high = node.path(name.isEmpty() ? "high" : name + "_high");
        if (!low.isNumber() || !high.isNumber()) return "";
        return "[" + number(low) + ", " + number(high) + "]";
    }

    /** Of differences of losses, which are small. */
    private static String fine(JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, "%+.4f", number.asDouble()) : "unknown";
    }

    public static String number(JsonNode number) {
        return number.isNumber() ? String.format(Locale.ROOT, "%.3f", number.asDouble()) : "unknown";
    }
}
