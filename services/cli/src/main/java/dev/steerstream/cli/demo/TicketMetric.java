package dev.steerstream.cli.demo;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The task's metric (ops/demo/README.md): an answer counts where it is one line of strict JSON, an object with exactly
 * team, priority and summary, the first two from the allowed values and equal to the reference's, the third a text that
 * is not blank. How the summary is worded does not count.
 */
final class TicketMetric {
    private static final Set<String> TEAMS = Set.of("payment", "delivery", "technical", "account");
    private static final Set<String> PRIORITIES = Set.of("low", "normal", "high");
    private static final Set<String> MEMBERS = Set.of("team", "priority", "summary");
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TicketMetric() {}

    /**
     * How one answer did.
     *
     * @param wellFormed strict JSON with the right members and allowed values
     * @param team whether it is also the right team
     * @param priority whether it is also the right priority
     */
    record Score(boolean wellFormed, boolean team, boolean priority) {
        static final Score MALFORMED = new Score(false, false, false);

        boolean right() {
            return team && priority;
        }
    }

    static Score score(String answer, String reference) {
        JsonNode expected = parse(reference)
                .orElseThrow(
                        () -> new IllegalArgumentException("the reference is not of the task's form: " + reference));
        Optional<JsonNode> parsed = parse(answer);
        if (parsed.isEmpty()) return Score.MALFORMED;
        return new Score(
                true,
                parsed.get().path("team").equals(expected.path("team")),
                parsed.get().path("priority").equals(expected.path("priority")));
    }

    private static Optional<JsonNode> parse(String answer) {
        String line = answer.strip();
        if (line.indexOf('\n') >= 0) return Optional.empty();
        JsonNode object;
        try {
            object = STRICT.readTree(line);
        } catch (JsonProcessingException notStrictJson) {
            return Optional.empty();
        }
        if (object == null || !object.isObject()) return Optional.empty();
        List<String> members = new ArrayList<>();
        object.fieldNames().forEachRemaining(members::add);
        boolean wellFormed = members.size() == MEMBERS.size()
                && MEMBERS.containsAll(members)
                && object.path("team").isTextual()
                && TEAMS.contains(object.path("team").asText())
                && object.path("priority").isTextual()
                && PRIORITIES.contains(object.path("priority").asText())
                && object.path("summary").isTextual()
                && !object.path("summary").asText().isBlank();
        return wellFormed ? Optional.of(object) : Optional.empty();
    }
}
