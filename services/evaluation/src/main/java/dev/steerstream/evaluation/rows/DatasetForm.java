package dev.steerstream.evaluation.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.text.ChatMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The forms in which a dataset is published: {@code messages} (the last one the assistant's), {@code instruction} with {@code output},
 * {@code prompt} with {@code completion}; {@code choices} with {@code correct_choice} or {@code answer} where there are any, and {@code
 * true_choices} where several are true.
 */
final class DatasetForm implements RowForm {
    private static final int MOST_PARTS = 1_000;

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has("messages") || row.has("instruction") || row.has("prompt") || row.has("completion");
    }

    @Override
    public EvaluationRow read(int line, ObjectNode row) {
        if (row.has("messages")) {
            List<ChatMessage> messages = messages(line, row.get("messages"));
            int last = messages.size() - 1;
            return row(line, row, messages.subList(0, last), messages.get(last).content());
        }
        if (row.has("instruction")) {
            return row(line, row, Members.instruction(line, row), Members.text(line, row, "output"));
        }
        List<ChatMessage> prompt = prompt(line, row);
        return row(line, row, prompt, Members.text(line, row, "completion"));
    }

    /** A text, or the turns of a normalised row. */
    private static List<ChatMessage> prompt(int line, ObjectNode row) {
        JsonNode prompt = row.get("prompt");
        if (prompt == null || !prompt.isArray()) {
            return List.of(new ChatMessage("user", Members.text(line, row, "prompt")));
        }
        if (prompt.isEmpty()) throw new InvalidRowException(line, "prompt", prompt, "a text, or at least one turn");
        return turns(line, "prompt", prompt);
    }

    private static List<ChatMessage> messages(int line, JsonNode node) {
        if (!node.isArray() || node.size() < 2 || node.size() > MOST_PARTS) {
            throw new InvalidRowException(line, "messages", node, "a list of 2 to " + MOST_PARTS + " messages");
        }
        List<ChatMessage> messages = turns(line, "messages", node);
        if (!messages.get(messages.size() - 1).role().equals("assistant")) {
            throw new InvalidRowException(
                    line,
                    "messages[" + (node.size() - 1) + "].role",
                    node.get(node.size() - 1).get("role"),
                    "assistant in the last message");
        }
        return messages;
    }

    private static List<ChatMessage> turns(int line, String field, JsonNode node) {
        List<ChatMessage> turns = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            JsonNode content = node.get(i).path("content");
            if (!content.isTextual() || content.textValue().isBlank()) {
                throw new InvalidRowException(line, field + "[" + i + "].content", content, "a text that is not blank");
            }
            try {
                turns.add(new ChatMessage(node.get(i).path("role").asText(), content.textValue()));
            } catch (IllegalArgumentException unknown) {
                throw new InvalidRowException(
                        line, field + "[" + i + "].role", node.get(i).get("role"), "system, user, assistant or tool");
            }
        }
        return turns;
    }

    private static EvaluationRow row(int line, ObjectNode row, List<ChatMessage> prompt, String completion) {
        String group = Members.group(line, row, prompt);
        JsonNode given = row.get("choices");
        if (given == null || given.isNull() || given.isArray() && given.isEmpty()) {
            return EvaluationRow.reference(line, group, prompt, completion);
        }
        List<String> choices = new ArrayList<>();
        if (given.isArray()) given.forEach(choice -> choices.add(choice.isTextual() ? choice.textValue() : ""));
        boolean distinct = new HashSet<>(choices).size() == choices.size();
        if (choices.size() < 2
                || choices.size() > MOST_PARTS
                || !distinct
                || choices.stream().anyMatch(String::isBlank)) {
            throw new InvalidRowException(
                    line, "choices", given, "a list of 2 to " + MOST_PARTS + " different texts, none blank");
        }
        int right = right(line, row, choices);
        Judgement judgement = row.hasNonNull("true_choices")
                ? Judgement.Truthful.of(right, trueOnes(line, row, right, choices.size()), choices.size())
                : new Judgement.OneRight(right, choices);
        return new EvaluationRow(line, group, prompt, completion, choices, judgement);
    }

    private static List<Integer> trueOnes(int line, ObjectNode row, int right, int choices) {
        JsonNode given = row.get("true_choices");
        List<Integer> indexes = new ArrayList<>();
        given.forEach(index -> indexes.add(index.isInt() ? index.intValue() : -1));
        boolean distinct = new HashSet<>(indexes).size() == indexes.size();
        boolean within = indexes.stream().allMatch(index -> index >= 0 && index < choices);
        if (distinct && within && indexes.contains(right) && indexes.size() < choices) return indexes;
        throw new InvalidRowException(
                line,
                "true_choices",
                given,
                "different indexes of choices, that of the right one among them, and leave a false one");
    }

    private static int right(int line, ObjectNode row, List<String> choices) {
        String field = row.has("correct_choice") ? "correct_choice" : "answer";
        JsonNode marked = row.get(field);
        int index = -1;
        if (marked != null && marked.isTextual()) index = choices.indexOf(marked.textValue());
        if (marked != null && marked.isIntegralNumber() && marked.canConvertToInt()) index = marked.intValue();
        if (index < 0 || index >= choices.size()) {
            throw new InvalidRowException(
                    line, field, marked, "one of the choices, or its index, 0 to " + (choices.size() - 1));
        }
        return index;
    }
}
