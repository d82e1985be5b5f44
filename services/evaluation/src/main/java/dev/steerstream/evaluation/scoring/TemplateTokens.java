package dev.steerstream.evaluation.scoring;

import dev.steerstream.model.engine.TokenRow;
import java.util.stream.IntStream;

/**
 * Which tokens of reference answers are a template, as {@link dev.steerstream.core.evaluation.TemplateTokens core} counts them. Fewer than
 * {@value #FEWEST_ANSWERS} answers have no template: what they share may be chance. Not thread-safe: one thread.
 */
final class TemplateTokens {
    static final int FEWEST_ANSWERS = 20;

    private final dev.steerstream.core.evaluation.TemplateTokens answers =
            new dev.steerstream.core.evaluation.TemplateTokens();

    void add(TokenRow row) {
        answers.add(IntStream.range(row.completionStart(), row.length())
                .map(row::id)
                .toArray());
    }

    /** @param token index in the row, at least its completion's start */
    boolean isTemplate(TokenRow row, int token) {
        return answers.completions() >= FEWEST_ANSWERS
                && answers.of(token - row.completionStart(), row.completionLength(), row.id(token));
    }
}
