package dev.steerstream.evaluation.scoring;

import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeredTokens;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.SummaryStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.engine.JudgedContext;

/**
 * One column as answers are decoded: from the survivors of its mask, or from whole rows where it has none or masked tokens keep a chance.
 * Not thread-safe: one thread.
 */
final class MaskedColumn {
    private final Steering inForce;
    private final Steering ofSurvivors;
    private final TokenBans bans;
    private final int vocabularySize;
    private SummaryStep fromSurvivors;
    private SteeringStep fromRows;
    private JudgedContext last;
    private SteeredTokens read;

    MaskedColumn(Steering inForce, TokenBans bans, int vocabularySize) {
        this.inForce = inForce;
        this.ofSurvivors = inForce.mode() == Mode.STEERED
                ? inForce
                : new Steering(
                        Mode.STEERED, Strength.ZERO, inForce.confidence(), inForce.penalty(), inForce.direction());
        this.bans = bans;
        this.vocabularySize = vocabularySize;
    }

    double confidence() {
        return inForce.confidence();
    }

    boolean readsSurvivors() {
        return RowsSummary.serves(ofSurvivors);
    }

    /** The tokens that may be chosen in a context; computed once for it. */
    SteeredTokens read(JudgedContext context) {
        if (context != last) {
            read = readsSurvivors() ? survivors(context) : rows(context);
            last = context;
        }
        return read;
    }

    private SteeredTokens survivors(JudgedContext context) {
        if (fromSurvivors == null) fromSurvivors = new SummaryStep(vocabularySize);
        RowsSummary rows = inForce.mode() == Mode.BASE ? context.base() : context.warm();
        return fromSurvivors.compute(ofSurvivors, bans, context.place(), rows);
    }

    private SteeredTokens rows(JudgedContext context) {
        if (fromRows == null) fromRows = new SteeringStep(vocabularySize);
        return fromRows.compute(inForce, bans, context.place(), context.warmLogits(), context.baseLogits());
    }
}
