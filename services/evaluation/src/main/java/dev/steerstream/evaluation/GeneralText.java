package dev.steerstream.evaluation;

import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.model.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * A running text, cut at white space into passages that are scored alone: the first words of each are context, the others are judged.
 * Stateless.
 */
final class GeneralText {
    private static final int PASSAGE = 1200; // characters
    private static final int CONTEXT = 120;

    private GeneralText() {}

    /** @throws IllegalArgumentException where the text is too short for one passage */
    static List<EvaluationRow> passages(String text) {
        List<EvaluationRow> passages = new ArrayList<>();
        for (int begin = 0; begin < text.length(); ) {
            int end = cut(text, begin, begin + PASSAGE);
            int judged = cut(text, begin, begin + CONTEXT);
            if (judged < end) {
                String context = text.substring(begin, judged);
                String rest = text.substring(judged, end);
                if (!context.isBlank() && !rest.isBlank()) passages.add(passage(passages.size() + 1, context, rest));
            }
            begin = end;
        }
        if (passages.isEmpty()) {
            throw new IllegalArgumentException("The general text has " + text.length()
                    + " characters; it must have more than " + CONTEXT + ", with white space among them.");
        }
        return passages;
    }

    private static EvaluationRow passage(int number, String context, String rest) {
        return EvaluationRow.reference(number, "passage " + number, List.of(new ChatMessage("user", context)), rest);
    }

    /** The last white space before the limit, else the limit; always behind the beginning. */
    private static int cut(String text, int begin, int limit) {
        if (limit >= text.length()) return text.length();
        for (int place = limit; place > begin; place--) {
            if (Character.isWhitespace(text.charAt(place))) return place;
        }
        return Character.isLowSurrogate(text.charAt(limit)) ? limit - 1 : limit;
    }
}
