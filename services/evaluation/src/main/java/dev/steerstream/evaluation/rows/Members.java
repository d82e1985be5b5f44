package dev.steerstream.evaluation.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.text.ChatMessage;
import java.util.List;

/** The members that several forms share. Stateless. */
final class Members {
    private Members() {}

    /** A text that is not blank. */
    static String text(int line, ObjectNode row, String field) {
        JsonNode node = row.get(field);
        if (node == null || !node.isTextual() || node.textValue().isBlank()) {
            throw new InvalidRowException(line, field, node, "a text that is not blank");
        }
        return node.textValue();
    }

    /** An instruction with its input, as one user's message. */
    static List<ChatMessage> instruction(int line, ObjectNode row) {
        String instruction = text(line, row, "instruction");
        JsonNode input = row.get("input");
        if (input != null && !input.isNull() && !input.isTextual()) {
            throw new InvalidRowException(line, "input", input, "a text");
        }
        String given = input == null || input.isNull() ? "" : input.textValue();
        return List.of(new ChatMessage("user", given.isBlank() ? instruction : instruction + "\n\n" + given));
    }

    /** The group that the row names, else that of its prompt. */
    static String group(int line, ObjectNode row, List<ChatMessage> prompt) {
        return row.hasNonNull("group") ? text(line, row, "group") : EvaluationRow.groupOf(prompt);
    }
}
