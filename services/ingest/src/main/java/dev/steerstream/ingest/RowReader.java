package dev.steerstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads one published row in any of three forms: {@code prompt}/{@code completion}, alpaca ({@code instruction}, {@code input}, {@code output}) and
 * chat ({@code messages}, the last one the assistant's). Members that no form has are passed over. Pure and stateless.
 */
final class RowReader {

    /** Room that the normalised row's record needs besides its texts. Bytes. */
    private static final int OVERHEAD = 16 * 1024;

    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private final long line;
    private final List<BadRow> bad = new ArrayList<>();

    private RowReader(long line) {
        this.line = line;
    }

    /**
     * What a row says before its split is decided.
     *
     * @param split given by the publisher, or null
     * @param group given by the publisher, or null
     * @param correctChoice index into {@code choices}, or null
     */
    record Row(
            List<ChatMessage> prompt,
            String completion,
            List<String> choices,
            Integer correctChoice,
            Split split,
            String group) {

        int promptBytes() {
            return prompt.stream()
                    .mapToInt(message -> message.content().getBytes(StandardCharsets.UTF_8).length)
                    .sum();
        }

        int completionBytes() {
            return completion.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** Either the row or at least one reason why it is none. */
    record Reading(Row row, List<BadRow> bad) {}

    static Reading read(long line, byte[] body) {
        RowReader reader = new RowReader(line);
        Row row = reader.row(body);
        return reader.bad.isEmpty() ? new Reading(row, List.of()) : new Reading(null, reader.bad);
    }

    private Row row(byte[] body) {
        JsonNode json = parse(body);
        if (json == null) {
            return null;
        }
        List<ChatMessage> prompt;
        String completion;
        List<String> forms = List.of("messages", "instruction", "prompt").stream()
                .filter(json::has)
                .toList();
        if (forms.size() != 1) {
            complain(
                    "",
                    forms.isEmpty() ? null : String.join(", ", forms),
                    "has exactly one of: messages, instruction (with output), prompt (with completion)");
            return null;
        }
        switch (forms.get(0)) {
            case "messages" -> {
                List<ChatMessage> messages = messages(json.get("messages"));
                if (messages.isEmpty()) {
                    return null;
                }
                prompt = messages.subList(0, messages.size() - 1);
                completion = messages.get(messages.size() - 1).content();
            }
            case "instruction" -> {
                String instruction = text(json, "instruction", true);
                String input = json.has("input") ? text(json, "input", false) : "";
                completion = text(json, "output", true);
                prompt = List.of(new ChatMessage(
                        "user", input == null || input.isBlank() ? instruction : instruction + "\n\n" + input));
            }
            default -> {
                prompt = List.of(new ChatMessage("user", text(json, "prompt", true)));
                completion = text(json, "completion", true);
            }
        }
        List<String> choices = choices(json);
        Row row = new Row(
                prompt,
                completion,
                choices,
                correctChoice(json, choices),
                split(json),
                json.hasNonNull("group") ? text(json, "group", true) : null);
        if (bad.isEmpty() && row.promptBytes() + row.completionBytes() > Topic.MAXIMUM_MESSAGE_BYTES - OVERHEAD) {
            complain(
                    "",
                    row.promptBytes() + row.completionBytes() + " bytes",
                    "prompt and completion have at most " + (Topic.MAXIMUM_MESSAGE_BYTES - OVERHEAD)
                            + " bytes together");
        }
        return row;
    }

    private JsonNode parse(byte[] body) {
        if (body == null || body.length == 0) {
            complain("", null, "is a JSON object, and not empty");
            return null;
        }
        try {
            JsonNode json = Contracts.mapper().readTree(body);
            if (json != null && json.isObject()) {
                return json;
            }
            complain("", new String(body, StandardCharsets.UTF_8), "is a JSON object");
        } catch (IOException notJson) {
            complain(
                    "",
                    new String(body, StandardCharsets.UTF_8),
                    "is a JSON object: " + firstLine(notJson.getMessage()));
        }
        return null;
    }

    private List<ChatMessage> messages(JsonNode node) {
        if (!node.isArray() || node.size() < 2) {
            complain("messages", node, "is a list of at least two messages, the last one the assistant's");
            return List.of();
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (int index = 0; index < node.size(); index++) {
            String field = "messages[" + index + "]";
            String role = node.get(index).path("role").asText(null);
            JsonNode content = node.get(index).path("content");
            if (role == null || !ROLES.contains(role)) {
                complain(field + ".role", node.get(index).get("role"), "is system, user or assistant");
            }
            if (!content.isTextual() || content.asText().isBlank()) {
                complain(field + ".content", node.get(index).get("content"), "is a text that is not blank");
            }
            messages.add(new ChatMessage(role, content.asText()));
        }
        if (!"assistant".equals(messages.get(messages.size() - 1).role())) {
            complain(
                    "messages[" + (messages.size() - 1) + "].role",
                    messages.get(messages.size() - 1).role(),
                    "is assistant in the last message");
        }
        if (messages.stream().noneMatch(message -> "user".equals(message.role()))) {
            complain("messages", null, "has at least one message of the user");
        }
        return messages;
    }

    private List<String> choices(JsonNode json) {
        JsonNode node = json.get("choices");
        if (node == null || node.isNull()) {
            return List.of();
        }
        List<String> choices = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(choice -> choices.add(choice.isTextual() ? choice.asText() : ""));
        }
        if (choices.size() < 2
                || choices.stream().anyMatch(String::isBlank)
                || Set.copyOf(choices).size() < choices.size()) {
            complain("choices", node, "is a list of at least two different texts, none blank");
            return List.of();
        }
        return choices;
    }

    private Integer correctChoice(JsonNode json, List<String> choices) {
        if (choices.isEmpty()) {
            return null;
        }
        JsonNode index = json.get("correct_choice");
        if (index != null && !index.isNull()) {
            if (index.isIntegralNumber() && index.asInt(-1) >= 0 && index.asInt() < choices.size()) {
                return index.asInt();
            }
            complain("correct_choice", index, "is an index into choices, 0 to " + (choices.size() - 1));
            return null;
        }
        JsonNode answer = json.get("answer");
        int found = answer != null && answer.isTextual() ? choices.indexOf(answer.asText()) : -1;
        if (found < 0) {
            complain("answer", answer, "is one of the choices, or correct_choice is its index");
            return null;
        }
        return found;
    }

    private Split split(JsonNode json) {
        JsonNode node = json.get("split");
        if (node == null || node.isNull()) {
            return null;
        }
        try {
            return Split.valueOf(node.asText().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            complain("split", node, "is train, calibration or held_out");
            return null;
        }
    }

    /** A text; {@code needed} ones may not be blank. */
    private String text(JsonNode json, String field, boolean needed) {
        JsonNode node = json.get(field);
        if (node == null || !node.isTextual() || (needed && node.asText().isBlank())) {
            complain(field, node, needed ? "is a text that is not blank" : "is a text");
            return "";
        }
        return node.asText();
    }

    private void complain(String field, Object value, String rule) {
        bad.add(BadRows.of(line, field, value, rule));
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
