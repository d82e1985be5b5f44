package dev.steerstream.ingest.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import dev.steerstream.schemas.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads one published row in any of four forms: {@code prompt}/{@code completion}, alpaca ({@code instruction}, {@code input}, {@code output}), chat
 * ({@code messages}, the last one the assistant's) and TruthfulQA's multiple choice ({@code question}, {@code mc1_targets}, {@code mc2_targets}).
 * Members that no form has are passed over, null members count as absent. Whatever comes out without a complaint can be written as a {@link
 * dev.steerstream.schemas.DatasetRow}. Pure and stateless.
 */
public final class RowReader {

    /** What a row may have, bytes: the normalised row gets names and headers besides, and must fit a message too. */
    public static final int LARGEST_ROW_BYTES = Topic.MAXIMUM_MESSAGE_BYTES - 32 * 1024;

    private static final int MOST_PARTS = 1_000;
    private static final int LONGEST_GROUP = 256;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");
    private static final Address LONGEST_ADDRESS = new Address("t".repeat(63), "d".repeat(128), "s".repeat(128));

    private final Complaints complaints;

    private RowReader(long line) {
        this.complaints = new Complaints(line);
    }

    /**
     * Either a row or at least one reason why it is none.
     *
     * @param row null where it is bad
     * @param bad the first ten complaints at most
     */
    public record Reading(Optional<PublishedRow> row, List<BadRow> bad) {}

    /** @param line 0-based number of the row, for the complaints */
    public static Reading read(long line, byte[] body) {
        RowReader reader = new RowReader(line);
        PublishedRow row = reader.row(body);
        return reader.complaints.none()
                ? new Reading(Optional.of(row), List.of())
                : new Reading(Optional.empty(), reader.complaints.all());
    }

    private PublishedRow row(byte[] body) {
        JsonNode json = parse(body);
        if (json == null) return null;
        List<String> forms = Stream.of(
                        json.has("messages") ? "messages" : null,
                        json.has("instruction") || json.has("output") ? "instruction" : null,
                        json.has("prompt") || json.has("completion") ? "prompt" : null,
                        json.has(OfferedChoices.BEST) || json.has(OfferedChoices.ALL) ? "question" : null)
                .filter(form -> form != null)
                .toList();
        if (forms.size() != 1) {
            complain(
                    "",
                    forms.isEmpty() ? null : String.join(", ", forms),
                    "has exactly one of: messages, instruction (with output), prompt (with completion), question (with mc1_targets"
                            + " and mc2_targets)");
            return null;
        }
        PublishedRow row =
                switch (forms.get(0)) {
                    case "messages" -> chat(json);
                    case "instruction" -> alpaca(json);
                    case "question" -> truthful(json);
                    default -> row(json, List.of(user(text(json, "prompt", true))), text(json, "completion", true));
                };
        if (complaints.none()) requireWritable(row);
        return row;
    }

    private PublishedRow chat(JsonNode json) {
        List<ChatMessage> messages = messages(json.get("messages"));
        if (messages.isEmpty()) return row(json, List.of(), "");
        int last = messages.size() - 1;
        return row(json, messages.subList(0, last), messages.get(last).content());
    }

    private PublishedRow alpaca(JsonNode json) {
        String instruction = text(json, "instruction", true);
        String input = json.has("input") ? text(json, "input", false) : "";
        String prompt = input.isBlank() ? instruction : instruction + "\n\n" + input;
        return row(json, List.of(user(prompt)), text(json, "output", true));
    }

    /** The best answer is the reference. */
    private PublishedRow truthful(JsonNode json) {
        List<ChatMessage> prompt = List.of(user(text(json, "question", true)));
        OfferedChoices offered = OfferedChoices.truthful(json, complaints);
        String best = offered.correct() == null ? "" : offered.choices().get(offered.correct());
        return row(json, prompt, best, offered);
    }

    private PublishedRow row(JsonNode json, List<ChatMessage> prompt, String completion) {
        return row(json, prompt, completion, OfferedChoices.of(json, complaints));
    }

    private PublishedRow row(JsonNode json, List<ChatMessage> prompt, String completion, OfferedChoices offered) {
        return new PublishedRow(
                prompt, completion, offered.choices(), offered.correct(), split(json), group(json), offered.trueOnes());
    }

    private JsonNode parse(byte[] body) {
        if (body == null || body.length == 0) {
            complain("", null, "is a JSON object, and not empty");
            return null;
        }
        if (body.length > LARGEST_ROW_BYTES) {
            complain("", body.length + " bytes", "has at most " + LARGEST_ROW_BYTES + " bytes");
            return null;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            complain("", new String(body, StandardCharsets.UTF_8), "is UTF-8");
            return null;
        }
        try {
            JsonNode json = Contracts.mapper().readTree(text);
            if (json instanceof ObjectNode object) {
                object.properties().removeIf(member -> member.getValue().isNull());
                return object;
            }
            complain("", text, "is a JSON object");
        } catch (JsonProcessingException notJson) {
            complain("", text, "is a JSON object: " + notJson.getOriginalMessage());
        }
        return null;
    }

    private List<ChatMessage> messages(JsonNode node) {
        if (!node.isArray() || node.size() < 2 || node.size() > MOST_PARTS) {
            complain("messages", node, "is a list of 2 to " + MOST_PARTS + " messages, the last one the assistant's");
            return List.of();
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (int index = 0; index < node.size(); index++) {
            String field = "messages[" + index + "]";
            JsonNode role = node.get(index).path("role");
            JsonNode content = node.get(index).path("content");
            if (!role.isTextual() || !ROLES.contains(role.textValue())) {
                complain(field + ".role", node.get(index).get("role"), "is system, user or assistant");
            }
            if (!content.isTextual() || content.textValue().isBlank()) {
                complain(field + ".content", node.get(index).get("content"), "is a text that is not blank");
            }
            messages.add(new ChatMessage(role.asText(), content.asText()));
        }
        ChatMessage last = messages.get(messages.size() - 1);
        if (!"assistant".equals(last.role())) {
            complain("messages[" + (messages.size() - 1) + "].role", last.role(), "is assistant in the last message");
        }
        if (messages.stream().noneMatch(message -> "user".equals(message.role()))) {
            complain("messages", null, "has at least one message of the user");
        }
        return messages;
    }

    private Split split(JsonNode json) {
        JsonNode node = json.get("split");
        if (node == null) return null;
        for (Split split : Split.values()) {
            if (node.isTextual() && split.name().toLowerCase(Locale.ROOT).equals(node.textValue())) return split;
        }
        complain("split", node, "is train, calibration or held_out");
        return null;
    }

    private String group(JsonNode json) {
        if (!json.has("group")) return null;
        String group = text(json, "group", true);
        if (group.length() > LONGEST_GROUP) {
            complain("group", group, "has at most " + LONGEST_GROUP + " characters");
        }
        return group;
    }

    /** A text; {@code needed} ones may not be blank. */
    private String text(JsonNode json, String field, boolean needed) {
        JsonNode node = json.get(field);
        if (node == null || !node.isTextual() || (needed && node.textValue().isBlank())) {
            complain(field, node, needed ? "is a text that is not blank" : "is a text");
            return "";
        }
        return node.textValue();
    }

    /** The contract itself has the last word, so that no row that was taken can fail when it is written. */
    private void requireWritable(PublishedRow row) {
        Stream.concat(
                        Stream.of(row.completion(), row.group() == null ? "" : row.group()),
                        Stream.concat(row.prompt().stream().map(ChatMessage::content), row.choices().stream()))
                .filter(text -> text.codePoints().anyMatch(BadRows::isSurrogate))
                .findFirst()
                .ifPresent(text -> complain("", text, "has no half of a surrogate pair: no UTF-8 holds one"));
        if (!complaints.none()) return;
        try {
            byte[] written = Contracts.write(row.normalised(
                    LONGEST_ADDRESS, Long.MAX_VALUE, Split.CALIBRATION, new SubmissionEnd(null, null, null, null)));
            int limit = Topic.MAXIMUM_MESSAGE_BYTES - 8 * 1024;
            if (written.length > limit) {
                complain("", written.length + " bytes", "has at most " + limit + " bytes when normalised");
            }
        } catch (ContractViolationException violation) {
            violation.violations().forEach(broken -> complain(broken.pointer(), broken.value(), broken.rule()));
        }
    }

    private static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }

    private void complain(String field, Object value, String rule) {
        complaints.add(field, value, rule);
    }
}
