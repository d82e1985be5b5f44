package dev.steerstream.work.evaluations;

import java.util.Locale;
import java.util.Set;

/** States of an evaluation and the moves between them. */
public enum EvaluationState {
    QUEUED,
    EVALUATING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** The value of the column {@code state}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EvaluationState of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    /** Whether nothing follows. */
    public boolean terminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    /** Whether the move is legal. A state never becomes itself: what changes no state names none. */
    public boolean mayBecome(EvaluationState next) {
        return switch (this) {
            case QUEUED -> Set.of(EVALUATING, CANCELLING, FAILED, CANCELLED).contains(next);
            case EVALUATING -> Set.of(SUCCEEDED, CANCELLING, FAILED, CANCELLED).contains(next);
            // A result that is committed wins over a later request, so none is committed from here.
            case CANCELLING -> Set.of(CANCELLED, FAILED).contains(next);
            case SUCCEEDED, FAILED, CANCELLED -> false;
        };
    }
}
