package dev.steerstream.evaluation.rows;

import dev.steerstream.model.files.FileDigest;
import dev.steerstream.model.text.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A row to be judged on.
 *
 * @param line of the file where it begins, from 1; names the row
 * @param group rows of one group are drawn together, since they ask the same
 * @param prompt the turns before the answer
 * @param completion the reference answer
 * @param choices completions to choose among; the reference is one of them; empty where the form has none
 * @param judgement which of the choices is right
 */
public record EvaluationRow(
        int line,
        String group,
        List<ChatMessage> prompt,
        String completion,
        List<String> choices,
        Judgement judgement) {
    public EvaluationRow {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(completion, "completion");
        Objects.requireNonNull(judgement, "judgement");
        prompt = List.copyOf(prompt);
        choices = List.copyOf(choices);
    }

    /** A row that has a reference and no choices. */
    public static EvaluationRow reference(int line, String group, List<ChatMessage> prompt, String completion) {
        return new EvaluationRow(line, group, prompt, completion, List.of(), new Judgement.Reference());
    }

    /** The group of a row that names none: its prompt, in Unicode's composed form with white space folded, as a dataset's splits group it. */
    public static String groupOf(List<ChatMessage> prompt) {
        StringBuilder text = new StringBuilder();
        for (ChatMessage message : prompt) {
            text.append(message.role())
                    .append('\n')
                    .append(Normalizer.normalize(message.content(), Normalizer.Form.NFC)
                            .strip()
                            .replaceAll("\\s+", " "))
                    .append('\n');
        }
        byte[] digest = FileDigest.sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return "prompt-" + HexFormat.of().formatHex(digest);
    }
}
