package dev.steerstream.core.evaluation;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells an answer's fixed wording from its content: a token is of the template where more than 90% of all completions have the same token at the
 * same place, counted from the start or from the end. What is left is content. Use: {@link #add} each completion, then {@link #of}.
 * Not thread-safe: one thread.
 */
public final class TemplateTokens {
    /** More than this share. */
    public static final double SHARE = 0.9;

    private final Map<Place, Integer> counts = new HashMap<>();
    private int completions;

    /** @param offset from the start, 0 up, or from the end, -1 down */
    private record Place(int offset, int token) {}

    /** A completion's token ids. */
    public void add(int[] completion) {
        for (int i = 0; i < completion.length; i++) {
            counts.merge(new Place(i, completion[i]), 1, Integer::sum);
            counts.merge(new Place(i - completion.length, completion[i]), 1, Integer::sum);
        }
        completions++;
    }

    /** Of each token of a completion whether it is of the template. */
    public boolean[] of(int[] completion) {
        boolean[] template = new boolean[completion.length];
        for (int i = 0; i < completion.length; i++) {
            template[i] = of(i, completion.length, completion[i]);
        }
        return template;
    }

    /** Whether one token of a completion is of the template; {@code token} stands at {@code place} of {@code length}. */
    public boolean of(int place, int length, int token) {
        return common(new Place(place, token)) || common(new Place(place - length, token));
    }

    /** How many completions were added. */
    public int completions() {
        return completions;
    }

    private boolean common(Place place) {
        return counts.getOrDefault(place, 0) > SHARE * completions;
    }
}
