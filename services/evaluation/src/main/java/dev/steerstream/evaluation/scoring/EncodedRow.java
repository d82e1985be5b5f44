package dev.steerstream.evaluation.scoring;

import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.model.engine.TokenRow;
import java.util.List;

/**
 * A row's tokens.
 *
 * @param row what was encoded
 * @param reference prompt and reference answer, the end of the text included
 * @param choices prompt and choice, without the end of the text; empty where there are none
 */
record EncodedRow(EvaluationRow row, TokenRow reference, List<TokenRow> choices) {
    EncodedRow {
        choices = List.copyOf(choices);
    }
}
