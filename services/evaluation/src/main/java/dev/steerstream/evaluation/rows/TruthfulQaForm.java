package dev.steerstream.evaluation.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * TruthfulQA's multiple choice: {@code question}, {@code mc1_targets} (one true), {@code mc2_targets} (some true), each an object from
 * answer to 1 or 0. The reference is the true answer of the first.
 */
final class TruthfulQaForm implements RowForm {
    private static final String BEST = "mc1_targets";
    private static final String ALL = "mc2_targets";

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has(BEST) || row.has(ALL);
    }

    @Override
    public EvaluationRow read(int line, ObjectNode row) {
        List<ChatMessage> prompt = List.of(new ChatMessage("user", Members.text(line, row, "question")));
        List<String> choices = new ArrayList<>();
        List<Integer> best = new ArrayList<>();
        List<Integer> falseOfBest = new ArrayList<>();
        List<Integer> trueOnes = new ArrayList<>();
        List<Integer> falseOnes = new ArrayList<>();
        read(line, row, BEST, choices, best, falseOfBest);
        read(line, row, ALL, choices, trueOnes, falseOnes);
        if (best.size() != 1) {
            throw new InvalidRowException(line, BEST, row.get(BEST), "an object with exactly one true answer");
        }
        return new EvaluationRow(
                line,
                Members.group(line, row, prompt),
                prompt,
                choices.get(best.get(0)),
                choices,
                new Judgement.Truthful(best.get(0), falseOfBest, trueOnes, falseOnes));
    }

    private static void read(
            int line, ObjectNode row, String field, List<String> choices, List<Integer> right, List<Integer> wrong) {
        JsonNode targets = row.get(field);
        if (targets == null || !targets.isObject()) {
            throw new InvalidRowException(line, field, targets, "an object from answer to 1 or 0");
        }
        for (Map.Entry<String, JsonNode> target : targets.properties()) {
            JsonNode mark = target.getValue();
            boolean known = mark.isIntegralNumber() && (mark.intValue() == 0 || mark.intValue() == 1);
            if (target.getKey().isBlank() || !known) {
                throw new InvalidRowException(
                        line, field + "[\"" + target.getKey() + "\"]", mark, "1 or 0, of an answer that is not blank");
            }
            int index = choices.indexOf(target.getKey());
            if (index < 0) {
                index = choices.size();
                choices.add(target.getKey());
            }
            (mark.intValue() == 1 ? right : wrong).add(index);
        }
        if (right.isEmpty() || wrong.isEmpty()) {
            throw new InvalidRowException(line, field, targets, "an object with a true and a false answer");
        }
    }
}
