package dev.steerstream.core.evaluation;

import java.util.List;

/**
 * A judgement on held-out rows.
 *
 * @param template losses of the answers' fixed wording, see {@link TemplateTokens}; no tokens where it was not asked for
 * @param content losses of what is left: a gain without qualification is of these
 * @param positions losses by the tokens' places in their answers, first ones first
 * @param helps whether the whole interval of the gain of the steering in force ({@code loss_kept}) lies above 0
 */
public record HeldOutResult(
        int rows,
        int groups,
        int tokens,
        FullLoss lossFull,
        KeptLoss lossKept,
        TokenAccuracy tokenAccuracy,
        TokenKindLoss template,
        TokenKindLoss content,
        List<PositionLoss> positions,
        boolean helps) {
    public HeldOutResult {
        positions = List.copyOf(positions);
    }
}
