package dev.steerstream.evaluation.scoring;

import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.scoring.ContextReader.Completion;
import dev.steerstream.model.engine.AnswerStates;
import dev.steerstream.model.engine.TokenRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores rows under all columns in one pass, a portion at a time. What counts as a template is decided over all rows, so a pass knows them
 * all, whichever portion is asked for. Not thread-safe: one thread.
 */
public final class ScoringPass {
    private final StatesSource source;
    private final RowEncoder encoder;
    private final List<Column> columns;
    private final ContextReader reader;

    /**
     * @param columns one of them warm
     * @param bans tokens that decoding never chooses
     * @param all rows of the evaluation
     */
    public ScoringPass(
            StatesSource source,
            RowEncoder encoder,
            List<Column> columns,
            TokenBans bans,
            int vocabularySize,
            List<EvaluationRow> all) {
        this.source = source;
        this.encoder = encoder;
        this.columns = List.copyOf(columns);
        TemplateTokens template = new TemplateTokens();
        all.forEach(row -> template.add(encoder.reference(row)));
        this.reader = new ContextReader(columns, bans, template, vocabularySize);
    }

    /**
     * A portion's scores.
     *
     * @param tokens that its forwards ran, prompts included: what answers begin with alike is run once
     */
    public record Scored(List<ScoredRow> rows, int tokens) {}

    /** Scores a portion of the rows. */
    public Scored score(List<EvaluationRow> portion) {
        List<RowTally> tallies = new ArrayList<>();
        List<Completion> completions = new ArrayList<>();
        List<TokenRow> tokens = new ArrayList<>();
        for (EvaluationRow row : portion) {
            EncodedRow encoded = encoder.encode(row);
            RowTally tally = new RowTally(encoded, columns.size());
            tallies.add(tally);
            completions.add(new Completion(tally, -1));
            tokens.add(encoded.reference());
            for (int choice = 0; choice < encoded.choices().size(); choice++) {
                completions.add(new Completion(tally, choice));
                tokens.add(encoded.choices().get(choice));
            }
        }
        reader.expect(completions);
        try (AnswerStates states = source.of(tokens)) {
            states.judge(reader.judging(), reader);
            return new Scored(tallies.stream().map(RowTally::scored).toList(), states.tokensRun());
        }
    }
}
