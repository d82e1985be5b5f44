package dev.steerstream.evaluation.scoring;

import java.util.List;

/**
 * The scores of one row, small enough to be kept and sent: a run that was interrupted goes on from those it has.
 *
 * @param line names the row in its file
 * @param templateTokens of the reference answer
 * @param contentTokens its other tokens
 * @param keptTemplateTokens of the template tokens, those that the warm mask in force keeps
 * @param keptContentTokens of the others
 * @param choiceTokens how long each choice is
 * @param columns scores in the columns' order
 */
public record ScoredRow(
        int line,
        int templateTokens,
        int contentTokens,
        int keptTemplateTokens,
        int keptContentTokens,
        List<Integer> choiceTokens,
        List<ColumnScores> columns) {
    public ScoredRow {
        choiceTokens = List.copyOf(choiceTokens);
        columns = List.copyOf(columns);
    }

    /**
     * What one column says of the row. Losses are sums in nats.
     *
     * @param templateLoss unmasked, over template tokens
     * @param contentLoss unmasked, over content tokens
     * @param keptTemplateLoss under the mask in force, over the template tokens that it keeps
     * @param keptContentLoss the same over content tokens
     * @param rightTemplateTokens those that the column finds most probable, in force
     * @param rightContentTokens the same of content tokens
     * @param divergence KL(warm under the mask || column in force), summed over the reference's tokens; of base KL(warm || base), without a mask
     * @param choices log-probability of each choice, unmasked
     * @param maskedChoices the same in force; minus infinity for a choice that the mask removes
     */
    public record ColumnScores(
            double templateLoss,
            double contentLoss,
            double keptTemplateLoss,
            double keptContentLoss,
            int rightTemplateTokens,
            int rightContentTokens,
            double divergence,
            List<Double> choices,
            List<Double> maskedChoices) {
        public ColumnScores {
            choices = List.copyOf(choices);
            maskedChoices = List.copyOf(maskedChoices);
        }
    }
}
