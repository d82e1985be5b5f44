package dev.steerstream.evaluation.scoring;

import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.model.engine.TokenRow;
import java.util.List;

/**
 * A row's tokens.
 *
 * @param row what was encoded
 * @param reference prompt and reference answer, the end of the text included
 * @param choices each choice's tokens, without the end of the text; empty where there are none
 */
record EncodedRow(EvaluationRow row, TokenRow reference, List<EncodedChoice> choices) {
    EncodedRow {
        choices = List.copyOf(choices);
    }

    /**
     * One choice.
     *
     * @param tokens prompt and choice
     * @param beside whether its tokens but the last are the reference's: then the reference's forward tells its score, and it needs none
     */
    record EncodedChoice(TokenRow tokens, boolean beside) {
        static EncodedChoice of(TokenRow tokens, TokenRow reference) {
            boolean beside =
                    tokens.length() <= reference.length() && tokens.completionStart() == reference.completionStart();
            for (int t = 0; beside && t < tokens.length() - 1; t++) {
                beside = tokens.id(t) == reference.id(t);
            }
            return new EncodedChoice(tokens, beside);
        }
    }
}
