package dev.steerstream.evaluation.scoring;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.SteeredTokens;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.engine.JudgedContext;
import dev.steerstream.model.engine.JudgedVisitor;
import dev.steerstream.model.engine.Judging;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads what the engine says of contexts, each once for all columns and all completions that have it, and adds it to the rows' tallies. The
 * only place where an evaluation sees probabilities. Not thread-safe: one thread.
 */
final class ContextReader implements JudgedVisitor {
    private static final int BASE = 0; // of what a context tells unmasked
    private static final int WARM = 1;

    private final List<Column> columns;
    private final TemplateTokens template;
    private final List<MaskedColumn> masks;
    private final int warm;
    private final int[] told; // by column: place among what a context tells
    private final Judging judging;
    private final double[] unmasked; // of one wanted token, by column
    private final double[] masked;
    private List<Completion> completions = List.of();

    /** @param bans tokens that decoding never chooses; unmasked scores know none */
    ContextReader(List<Column> columns, TokenBans bans, TemplateTokens template, int vocabularySize) {
        this.columns = columns;
        this.template = template;
        this.masks = columns.stream()
                .map(column -> new MaskedColumn(column.inForce(), bans, vocabularySize))
                .toList();
        this.warm = IntStream.range(0, columns.size())
                .filter(c -> columns.get(c).inForce().mode() == Mode.WARM)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("One of the columns must be warm."));
        List<Steering> steered = columns.stream()
                .map(Column::unmasked)
                .filter(steering -> steering.mode() == Mode.STEERED)
                .toList();
        this.told = new int[columns.size()];
        int next = WARM + 1;
        for (int c = 0; c < told.length; c++) {
            Mode mode = columns.get(c).unmasked().mode();
            told[c] = mode == Mode.STEERED ? next++ : mode == Mode.WARM ? WARM : BASE;
        }
        double smallest = masks.stream()
                .filter(MaskedColumn::readsSurvivors)
                .mapToDouble(MaskedColumn::confidence)
                .min()
                .orElse(0);
        this.judging = new Judging(steered, smallest, bans);
        this.unmasked = new double[columns.size()];
        this.masked = new double[columns.size()];
    }

    /** What the engine is to be asked for. */
    Judging judging() {
        return judging;
    }

    /**
     * What is scored.
     *
     * @param tally of the row that it belongs to
     * @param choice index of the choice, or negative for the reference
     */
    record Completion(RowTally tally, int choice) {}

    /** The completions that come next, in the order in which the engine gets them. */
    void expect(List<Completion> next) {
        completions = next;
    }

    @Override
    public void token(int index, int token, JudgedContext context) {
        Completion completion = completions.get(index);
        RowTally tally = completion.tally();
        if (completion.choice() >= 0) {
            logProbabilities(
                    context, tally.row().choices().get(completion.choice()).id(token));
            tally.addChoiceToken(completion.choice(), unmasked, masked);
        } else {
            reference(tally, token, context);
        }
    }

    private void reference(RowTally tally, int token, JudgedContext context) {
        int gold = tally.row().reference().id(token);
        tally.begin(template.isTemplate(tally.row().reference(), token));
        SteeredTokens warmKept = masks.get(warm).read(context);
        if (warmKept.steeredLogProbability(gold) != Double.NEGATIVE_INFINITY) {
            tally.keep(baseAmong(warmKept, gold));
        }
        logProbabilities(context, gold);
        for (int c = 0; c < columns.size(); c++) {
            SteeredTokens tokens = masks.get(c).read(context);
            int best = tokens.candidates().token(tokens.candidates().argmax());
            boolean fromBase = columns.get(c).inForce().mode() == Mode.BASE;
            double divergence = fromBase ? context.divergence() : tokens.divergence();
            tally.add(c, unmasked[c], masked[c], best == gold, divergence, fromBase);
        }
    }

    /** Of one token, by every column. */
    private void logProbabilities(JudgedContext context, int token) {
        double[] byTold = context.unmasked(token);
        for (int c = 0; c < columns.size(); c++) {
            unmasked[c] = byTold[told[c]];
            masked[c] = masks.get(c).read(context).steeredLogProbability(token);
        }
    }

    /** Base, restricted as warm is: to the candidates of the warm mask, with the same penalty. */
    private static double baseAmong(SteeredTokens warmKept, int gold) {
        Candidates candidates = warmKept.candidates();
        double maximum = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            maximum = Math.max(maximum, base(warmKept, i));
        }
        double sum = 0;
        for (int i = 0; i < candidates.size(); i++) {
            sum += Math.exp(base(warmKept, i) - maximum);
        }
        return base(warmKept, candidates.indexOf(gold)) - maximum - Math.log(sum);
    }

    /** Up to a constant: what the candidate has more than warm's log-probability is its penalty. */
    private static double base(SteeredTokens warmKept, int candidate) {
        int token = warmKept.candidates().token(candidate);
        return warmKept.baseLogProbability(token)
                + (warmKept.candidates().logit(candidate) - warmKept.warmLogProbability(token));
    }
}
