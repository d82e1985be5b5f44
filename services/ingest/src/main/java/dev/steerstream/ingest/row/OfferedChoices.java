package dev.steerstream.ingest.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The answers that a row offers to choose from, in either form: {@code choices} with the right one in {@code correct_choice} or {@code answer}, and
 * {@code true_choices} where several are true; or TruthfulQA's {@code mc1_targets} and {@code mc2_targets}.
 *
 * @param choices none where the row offers none
 * @param correct index of the right one, or null
 * @param trueOnes indexes of all true ones, or null where there is one
 */
record OfferedChoices(List<String> choices, Integer correct, List<Integer> trueOnes) {
    static final int MOST = 1_000;
    static final String BEST = "mc1_targets";
    static final String ALL = "mc2_targets";

    private static final OfferedChoices NONE = new OfferedChoices(List.of(), null, null);

    /** An {@code answer} without choices means nothing here. */
    static OfferedChoices of(JsonNode json, Complaints complaints) {
        JsonNode node = json.get("choices");
        if (node == null) return NONE;
        List<String> choices = new ArrayList<>();
        if (node.isArray()) node.forEach(choice -> choices.add(choice.isTextual() ? choice.textValue() : ""));
        if (choices.size() < 2
                || choices.size() > MOST
                || choices.stream().anyMatch(String::isBlank)
                || choices.stream().distinct().count() < choices.size()) {
            complaints.add("choices", node, "is a list of 2 to " + MOST + " different texts, none blank");
            return NONE;
        }
        Integer correct = correct(json, choices, complaints);
        return new OfferedChoices(choices, correct, trueOnes(json, choices, correct, complaints));
    }

    private static Integer correct(JsonNode json, List<String> choices, Complaints complaints) {
        String field = json.has("correct_choice") ? "correct_choice" : "answer";
        JsonNode marked = json.get(field);
        int index = -1;
        if (marked != null && marked.isTextual()) index = choices.indexOf(marked.textValue());
        if (marked != null && marked.canConvertToInt() && marked.isIntegralNumber()) index = marked.intValue();
        if (index >= 0 && index < choices.size()) return index;
        complaints.add(field, marked, "is one of the choices, or the index of one, 0 to " + (choices.size() - 1));
        return null;
    }

    private static List<Integer> trueOnes(JsonNode json, List<String> choices, Integer correct, Complaints complaints) {
        JsonNode node = json.get("true_choices");
        if (node == null || correct == null) return null;
        TreeSet<Integer> indexes = new TreeSet<>();
        boolean good = node.isArray();
        for (JsonNode index : node) {
            good &= index.isIntegralNumber()
                    && index.canConvertToInt()
                    && index.intValue() >= 0
                    && index.intValue() < choices.size()
                    && indexes.add(index.intValue());
        }
        if (good && indexes.contains(correct) && indexes.size() < choices.size()) return List.copyOf(indexes);
        complaints.add(
                "true_choices",
                node,
                "is a list of different indexes of choices, that of the right one among them, and leaves a false one");
        return null;
    }

    /** The answers of {@code mc2_targets} in their order; the right one is the true one of {@code mc1_targets}. */
    static OfferedChoices truthful(JsonNode json, Complaints complaints) {
        List<String> best = new ArrayList<>();
        List<String> rivals = new ArrayList<>();
        List<String> trueOnes = new ArrayList<>();
        List<String> falseOnes = new ArrayList<>();
        boolean read = targets(json, BEST, best, rivals, complaints);
        read &= targets(json, ALL, trueOnes, falseOnes, complaints);
        if (!read) return NONE;
        if (best.size() != 1) {
            complaints.add(BEST, json.get(BEST), "has exactly one true answer");
            return NONE;
        }
        // The rows on the log know one list of answers, so both readings are of the same false ones.
        if (!trueOnes.contains(best.get(0)) || !falseOnes.containsAll(rivals) || !rivals.containsAll(falseOnes)) {
            complaints.add(BEST, json.get(BEST), "has one of mc2_targets' true answers and all of its false ones");
            return NONE;
        }
        List<String> choices = new ArrayList<>();
        json.get(ALL).fieldNames().forEachRemaining(choices::add);
        return new OfferedChoices(
                choices,
                choices.indexOf(best.get(0)),
                trueOnes.stream().map(choices::indexOf).sorted().toList());
    }

    private static boolean targets(
            JsonNode json, String field, List<String> right, List<String> wrong, Complaints complaints) {
        JsonNode targets = json.get(field);
        if (targets == null || !targets.isObject() || targets.size() > MOST) {
            complaints.add(field, targets, "is an object from answer to 1 or 0, with at most " + MOST + " answers");
            return false;
        }
        for (Map.Entry<String, JsonNode> target : targets.properties()) {
            JsonNode mark = target.getValue();
            boolean known =
                    mark.isIntegralNumber() && mark.canConvertToInt() && (mark.intValue() == 0 || mark.intValue() == 1);
            if (target.getKey().isBlank() || !known) {
                complaints.add(field + "." + target.getKey(), mark, "is 1 or 0, of an answer that is not blank");
                return false;
            }
            (mark.intValue() == 1 ? right : wrong).add(target.getKey());
        }
        if (!right.isEmpty() && !wrong.isEmpty()) return true;
        complaints.add(field, targets, "has a true and a false answer");
        return false;
    }
}
