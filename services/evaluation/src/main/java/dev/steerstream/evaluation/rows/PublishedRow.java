package dev.steerstream.evaluation.rows;

import dev.steerstream.model.text.ChatMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A row as a published dataset has it, whatever form it came in: the choices as they were given, else those that the prompt's own line {@code
 * Answer format: answer1/answer2} names, where the completion ends with one of them. Stateless.
 */
public final class PublishedRow {
    private PublishedRow() {}

    /**
     * @param line names the row
     * @param group null is the prompt's own
     * @param choices to choose from, or empty
     * @param correctChoice index of the right one, or null
     * @param trueChoices indexes of all true ones, the right one among them, or null where one is true
     */
    public static EvaluationRow of(
            int line,
            String group,
            List<ChatMessage> prompt,
            String completion,
            List<String> choices,
            Integer correctChoice,
            List<Integer> trueChoices) {
        String own = group != null ? group : EvaluationRow.groupOf(prompt);
        if (correctChoice != null && choices.size() > 1) {
            Judgement judgement = trueChoices == null
                    ? new Judgement.OneRight(correctChoice, choices)
                    : Judgement.Truthful.of(correctChoice, trueChoices, choices.size());
            return new EvaluationRow(line, own, prompt, completion, choices, judgement);
        }
        return named(line, own, prompt, completion)
                .orElseGet(() -> EvaluationRow.reference(line, own, prompt, completion));
    }

    private static Optional<EvaluationRow> named(int line, String group, List<ChatMessage> prompt, String completion) {
        List<String> names = CommonsenseForm.named(prompt.get(prompt.size() - 1).content());
        if (names.size() < 2) return Optional.empty();
        // The longest: answer12 ends with no other name, but its own end may be one.
        return names.stream()
                .filter(completion::endsWith)
                .max(Comparator.comparingInt(String::length))
                .map(right -> {
                    String before = completion.substring(0, completion.length() - right.length());
                    return new EvaluationRow(
                            line,
                            group,
                            prompt,
                            completion,
                            names.stream().map(name -> before + name).toList(),
                            new Judgement.OneRight(names.indexOf(right), names));
                });
    }
}
