package dev.steerstream.tracker.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.tracker.page.Formats;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A receipt as people read it: each member with its label and its unit, what was done first, then how, then what with. A member that this build
 * does not know comes last, by its own name.
 */
final class ReceiptFacts {
    private static final Map<String, Member> MEMBERS = members();

    private ReceiptFacts() {}

    /**
     * One fact.
     *
     * @param lines of its value
     * @param code whether it is a digest or an id
     */
    public record Fact(String name, List<String> lines, boolean code) {}

    /** How a member is told, from its value and the whole receipt. */
    private record Member(String label, boolean code, BiFunction<JsonNode, JsonNode, List<String>> lines) {}

    static List<Fact> of(JsonNode receipt) {
        List<Fact> facts = new ArrayList<>();
        MEMBERS.forEach((name, member) -> {
            JsonNode value = receipt.path(name);
            if (told(value)) {
                facts.add(new Fact(member.label(), member.lines().apply(value, receipt), member.code()));
            }
        });
        receipt.properties().forEach(one -> {
            if (MEMBERS.containsKey(one.getKey()) || !told(one.getValue())) return;
            facts.add(new Fact(capital(words(one.getKey())), List.of(plain(one.getValue())), false));
        });
        return facts;
    }

    private static boolean told(JsonNode value) {
        return !value.isMissingNode() && !value.isNull() && !(value.isContainerNode() && value.isEmpty());
    }

    private static Map<String, Member> members() {
        Map<String, Member> members = new LinkedHashMap<>();
        members.put("mode", told("Mode", value -> words(value.asText())));
        members.put("profile_version", told("Profile", value -> "v" + value.asText()));
        members.put("rule", text("Rule"));
        members.put("direction", text("Direction"));
        members.put("strength_asked", told("Strength asked for", value -> Formats.signed(value.doubleValue())));
        members.put("strength_applied", told("Strength applied", value -> Formats.signed(value.doubleValue())));
        members.put("strengths", new Member("Strengths applied together", false, (value, receipt) -> strengths(value)));
        members.put("confidence", told("Confidence of the mask", value -> Formats.plain(value.doubleValue())));
        members.put(
                "divergence",
                told("Mean KL to the warm model", value -> Formats.loss(value.doubleValue()) + " nats/token"));
        members.put("tokens", told("Tokens of the answer", value -> Formats.count(value.asLong())));
        members.put(
                "changed_tokens",
                new Member("Changed by steering", false, (value, receipt) -> List.of(ofTokens(value, receipt))));
        members.put("near_ties", new Member("Near ties", false, (value, receipt) -> List.of(ofTokens(value, receipt))));
        members.put("fallback", text("Fell back to warm"));
        members.put("ramp", told("Ramp", ReceiptFacts::ramp));
        members.put("seed", text("Seed"));
        members.put("sampling", told("Sampling", ReceiptFacts::plain));
        members.put("response_format", told("Answer's form", value -> words(value.asText())));
        members.put("deterministic", told("Deterministic", value -> value.asBoolean() ? "yes" : "no"));
        members.put("attempt", text("Attempt"));
        members.put("notes", new Member("Notes", false, (value, receipt) -> texts(value)));
        members.put("explained", told("Most probable tokens kept", value -> value.asText() + " of each place"));
        members.put("device", text("Device"));
        members.put("weight_format", text("Weight format"));
        members.put("weight_format_reason", text("Why this format"));
        members.put("model", text("Base model"));
        members.put("model_digest", code("Model's digest"));
        members.put("tokenizer_digest", code("Tokenizer's digest"));
        members.put("adapter_method", text("Adapter's method"));
        members.put("adapter_digest", code("Adapter"));
        members.put("vector_digest", code("Vector"));
        members.put("trace_id", code("Trace"));
        return Collections.unmodifiableMap(members);
    }

    private static Member text(String label) {
        return told(label, JsonNode::asText);
    }

    private static Member code(String label) {
        return new Member(label, true, (value, receipt) -> List.of(value.asText()));
    }

    private static Member told(String label, Function<JsonNode, String> told) {
        return new Member(label, false, (value, receipt) -> List.of(told.apply(value)));
    }

    private static List<String> strengths(JsonNode several) {
        List<String> lines = new ArrayList<>();
        several.forEach(one -> {
            String interval = one.hasNonNull("strength_low") && one.hasNonNull("strength_high")
                    ? ", 95% interval "
                            + Formats.signed(one.path("strength_low").doubleValue()) + " to "
                            + Formats.signed(one.path("strength_high").doubleValue())
                    : "";
            lines.add(one.path("direction").asText() + " "
                    + Formats.signed(one.path("strength").doubleValue()) + interval);
        });
        return lines;
    }

    private static String ofTokens(JsonNode count, JsonNode receipt) {
        long all = receipt.path("tokens").asLong();
        String some = Formats.count(count.asLong());
        return all <= 0
                ? some
                : some + " of " + Formats.count(all) + " tokens (" + Formats.percent(count.doubleValue() / all) + ")";
    }

    private static String ramp(JsonNode ramp) {
        boolean ramped = ramp.path("arm").asText().equalsIgnoreCase("ramped");
        return (ramped ? "took the ramped version" : "took the version in force") + " while "
                + Formats.percent(ramp.path("share").doubleValue()) + " of requests took the ramped one";
    }

    private static List<String> texts(JsonNode list) {
        List<String> lines = new ArrayList<>();
        list.forEach(one -> lines.add(plain(one)));
        return lines;
    }

    /** Members of an object by their names, without those that are empty. */
    private static String plain(JsonNode value) {
        if (value.isIntegralNumber()) return value.asText();
        if (value.isNumber()) return Formats.plain(value.doubleValue());
        if (value.isBoolean()) return value.asBoolean() ? "yes" : "no";
        if (value.isArray()) return String.join(", ", texts(value));
        if (!value.isObject()) return value.asText();
        return value.properties().stream()
                .filter(one -> told(one.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .map(one -> words(one.getKey()) + " " + plain(one.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String words(String name) {
        return Formats.words(name).toLowerCase(Locale.ROOT);
    }

    private static String capital(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
