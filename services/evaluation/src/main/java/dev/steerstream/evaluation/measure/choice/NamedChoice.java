package dev.steerstream.evaluation.measure.choice;

import java.util.List;
import java.util.Locale;

/** Which of some labels a text names: the one that stands first as a word of its own, the longest where several begin there. Stateless. */
final class NamedChoice {
    private NamedChoice() {}

    /** The label's index; -1 where the text names none. */
    static int of(String answer, List<String> labels) {
        String text = answer.toLowerCase(Locale.ROOT);
        int best = -1;
        int first = Integer.MAX_VALUE;
        for (int label = 0; label < labels.size(); label++) {
            String name = labels.get(label).toLowerCase(Locale.ROOT);
            int place = place(text, name);
            boolean longer = best >= 0 && name.length() > labels.get(best).length();
            if (place >= 0 && (place < first || place == first && longer)) {
                best = label;
                first = place;
            }
        }
        return best;
    }

    private static int place(String text, String name) {
        for (int place = text.indexOf(name); place >= 0; place = text.indexOf(name, place + 1)) {
            int end = place + name.length();
            boolean begins = place == 0 || !Character.isLetterOrDigit(text.charAt(place - 1));
            boolean ends = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
            if (begins && ends) return place;
        }
        return -1;
    }
}
