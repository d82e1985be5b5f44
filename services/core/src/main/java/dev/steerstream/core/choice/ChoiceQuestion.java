package dev.steerstream.core.choice;

import java.util.List;

/**
 * One prompt with the answers to choose from.
 *
 * @param options groups of an objective: each answer's tokens are a group of their own
 * @param right which of the options is right, an index into them
 */
public record ChoiceQuestion(List<Integer> options, int right) {
    public ChoiceQuestion {
        options = List.copyOf(options);
        if (options.size() < 2 || right < 0 || right >= options.size()) {
            throw new IllegalArgumentException(
                    "A question has " + options.size() + " answers and the right one is number " + right
                            + "; it needs at least 2, and the right one among them.");
        }
    }
}
