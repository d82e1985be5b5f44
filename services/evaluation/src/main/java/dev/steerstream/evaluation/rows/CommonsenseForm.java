package dev.steerstream.evaluation.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of LLM-Adapters' commonsense tasks: {@code instruction}, {@code input}, {@code output}, {@code answer}. The choices' names are
 * read from the instruction's line {@code Answer format: answer1/answer2}; where there is none, from the answer itself: {@code true} and
 * {@code false}, or as many numbered names as the instruction spells. A choice's completion is the output with the answer's name replaced.
 */
final class CommonsenseForm implements RowForm {
    private static final Pattern FORMAT = Pattern.compile("Answer format:\\s*(\\S+(?:/\\S+)+)\\s*$", Pattern.MULTILINE);
    private static final Pattern NUMBERED = Pattern.compile("(\\D+)(\\d+)");
    private static final int MOST_CHOICES = 100;

    @Override
    public boolean recognises(ObjectNode row) {
        return row.has("instruction") && row.has("answer") && !row.has("choices");
    }

    @Override
    public EvaluationRow read(int line, ObjectNode row) {
        List<ChatMessage> prompt = Members.instruction(line, row);
        String output = Members.text(line, row, "output");
        String answer = Members.text(line, row, "answer");
        List<String> names = names(prompt.get(0).content(), answer);
        int right = names.indexOf(answer);
        if (right < 0 || names.size() < 2) {
            throw new InvalidRowException(
                    line, "answer", row.get("answer"), "one of at least two choices; the instruction names " + names);
        }
        int place = output.lastIndexOf(answer);
        if (place < 0) {
            throw new InvalidRowException(line, "output", row.get("output"), "a text with the answer " + answer);
        }
        String before = output.substring(0, place);
        String after = output.substring(place + answer.length());
        return new EvaluationRow(
                line,
                Members.group(line, row, prompt),
                prompt,
                output,
                names.stream().map(name -> before + name + after).toList(),
                new Judgement.OneRight(right, names));
    }

    /** The names of the line {@code Answer format: answer1/answer2}; none where there is no such line. */
    static List<String> named(String instruction) {
        List<String> named = List.of();
        Matcher format = FORMAT.matcher(instruction);
        while (format.find()) { // the last such line is the instruction's own
            named = Stream.of(format.group(1).split("/", -1)).distinct().toList();
        }
        return named;
    }

    private static List<String> names(String instruction, String answer) {
        List<String> named = named(instruction);
        return named.contains(answer) ? named : guessed(instruction, answer);
    }

    private static List<String> guessed(String instruction, String answer) {
        if (answer.equals("true") || answer.equals("false")) return List.of("true", "false");
        Matcher numbered = NUMBERED.matcher(answer);
        if (!numbered.matches()) return List.of();
        String text = instruction.toLowerCase(Locale.ROOT);
        List<String> names = new ArrayList<>();
        for (int number = 1; number <= MOST_CHOICES; number++) {
            String name = numbered.group(1) + number;
            Pattern spelled = Pattern.compile(Pattern.quote(name.toLowerCase(Locale.ROOT)) + "(?!\\d)");
            if (!spelled.matcher(text).find()) break;
            names.add(name);
        }
        return names;
    }
}
