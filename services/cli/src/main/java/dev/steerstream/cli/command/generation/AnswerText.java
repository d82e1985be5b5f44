package dev.steerstream.cli.command.generation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.command.output.Output;
import dev.steerstream.cli.command.task.TaskText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A request's answers as people read them, with how they came to be. */
final class AnswerText {
    private static final List<String> MODELS = List.of("base", "warm", "steered");

    private AnswerText() {}

    static void describe(JsonNode result, PrintWriter writer) {
        for (JsonNode choice : result.path("choices")) {
            writer.println(choice.path("text").asText());
            if (choice.hasNonNull("score")) writer.println("  score " + TaskText.number(choice.path("score")));
            if (choice.path("logprobs_in_detail").asBoolean()) {
                writer.println("  the log-probabilities would not fit the result: they are in the request's detail");
            }
            choice.path("logprobs").path("content").forEach(token -> logprob(token, "  ", writer));
        }
        result.path("explanations").forEach(choice -> explanation(choice, writer));
        JsonNode receipt = result.path("receipt");
        receipt(receipt, writer);
    }

    /** In one line; nothing where there is none. */
    static void receipt(JsonNode receipt, PrintWriter writer) {
        if (!receipt.isObject()) return;
        writer.println();
        writer.println(receipt.path("mode").asText().toLowerCase(Locale.ROOT)
                + (receipt.hasNonNull("rule") ? " along " + receipt.path("rule").asText() : "")
                + (receipt.hasNonNull("strength_applied")
                        ? ", strength " + TaskText.number(receipt.path("strength_applied")) + ", confidence "
                                + TaskText.number(receipt.path("confidence"))
                        : "")
                + ", " + receipt.path("tokens").asText("?") + " tokens, "
                + receipt.path("changed_tokens").asText("?") + " changed by steering, seed "
                + receipt.path("seed").asText("?")
                + (receipt.hasNonNull("weight_format")
                        ? ", " + receipt.path("weight_format").asText() + " weights"
                        : ""));
    }

    private static void logprob(JsonNode token, String indent, PrintWriter writer) {
        writer.printf(
                Locale.ROOT, "%s%9.4f  %s%n", indent, token.path("logprob").asDouble(), quoted(token));
        token.path("top_logprobs").forEach(top -> logprob(top, indent + "    ", writer));
    }

    /** A block a token: what was chosen and what each model that ran held for most probable there. */
    private static void explanation(JsonNode choice, PrintWriter writer) {
        JsonNode tokens = choice.path("tokens");
        writer.println();
        writer.println("answer " + choice.path("index").asInt() + ", token by token, with probabilities in percent:");
        for (JsonNode token : tokens) {
            String line = "  " + quoted(token) + "  " + chosen(token);
            if (token.path("changed").asBoolean()) line += "  changed by steering" + instead(token);
            writer.println(line.stripTrailing());
            for (String model : MODELS) {
                if (token.path(model).isArray()) writer.printf("    %-7s  %s%n", model, ranked(token.path(model)));
            }
        }
    }

    private static String chosen(JsonNode token) {
        List<String> parts = new ArrayList<>();
        for (String model : MODELS) {
            JsonNode logprob = token.path(model + "_logprob");
            if (logprob.isNumber()) parts.add(model + " " + percent(logprob));
        }
        return String.join(", ", parts);
    }

    private static String instead(JsonNode token) {
        JsonNode warm = token.path("warm_choice");
        return warm.isObject() ? ": warm alone would have chosen " + quoted(warm) : "";
    }

    private static String ranked(JsonNode tokens) {
        List<String> parts = new ArrayList<>();
        tokens.forEach(token -> parts.add(quoted(token) + " " + percent(token.path("logprob"))));
        return String.join("  ", parts);
    }

    private static String percent(JsonNode logprob) {
        return logprob.isNumber() ? String.format(Locale.ROOT, "%.1f", 100 * Math.exp(logprob.asDouble())) : "?";
    }

    /** With blanks and line ends visible, and no control characters. */
    private static String quoted(JsonNode token) {
        return Output.MAPPER.valueToTree(token.path("token").asText()).toString();
    }
}
