package dev.steerstream.evaluation.measure.reference;

import dev.steerstream.evaluation.scoring.ScoredRow;
import dev.steerstream.evaluation.scoring.ScoredRow.ColumnScores;

/** Which of the reference's tokens count. */
enum AnswerPart {
    ALL("", "all answer tokens", 1, 1),
    TEMPLATE("_template", "template tokens (the same in more than 90% of the answers)", 1, 0),
    CONTENT("_content", "content tokens (those that are no template)", 0, 1);

    final String suffix;
    final String words;
    private final int template;
    private final int content;

    AnswerPart(String suffix, String words, int template, int content) {
        this.suffix = suffix;
        this.words = words;
        this.template = template;
        this.content = content;
    }

    double tokens(ScoredRow row) {
        return template * row.templateTokens() + content * row.contentTokens();
    }

    double keptTokens(ScoredRow row) {
        return template * row.keptTemplateTokens() + content * row.keptContentTokens();
    }

    double loss(ColumnScores scores) {
        return template * scores.templateLoss() + content * scores.contentLoss();
    }

    double keptLoss(ColumnScores scores) {
        return template * scores.keptTemplateLoss() + content * scores.keptContentLoss();
    }

    double right(ColumnScores scores) {
        return template * scores.rightTemplateTokens() + content * scores.rightContentTokens();
    }
}
