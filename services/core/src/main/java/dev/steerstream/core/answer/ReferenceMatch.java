package dev.steerstream.core.answer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How near an answer comes to its reference: exact match, and F1 over words, as question answering measures them (Rajpurkar et al., "SQuAD", 2016,
 * section 6.1), here with case and white space ignored and nothing else removed: an article or a sign may be what a task is about.
 *
 * @param exact whether they are the same words in the same order
 * @param f1 harmonic mean of the share of the answer's words that the reference has and of the reference's that the answer has, 0..1
 */
public record ReferenceMatch(boolean exact, double f1) {

    public static ReferenceMatch of(String answer, String reference) {
        List<String> given = words(answer);
        List<String> wanted = words(reference);
        return new ReferenceMatch(given.equals(wanted), f1(given, wanted));
    }

    private static double f1(List<String> given, List<String> wanted) {
        if (given.isEmpty() || wanted.isEmpty()) return given.equals(wanted) ? 1 : 0;
        Map<String, Integer> left = new HashMap<>();
        for (String word : wanted) left.merge(word, 1, Integer::sum);
        int shared = 0;
        for (String word : given) {
            if (left.merge(word, -1, Integer::sum) >= 0) shared++;
        }
        return 2.0 * shared / (given.size() + wanted.size());
    }

    private static List<String> words(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        return plain.isEmpty() ? List.of() : Arrays.asList(plain.split("\\s+", -1));
    }
}
