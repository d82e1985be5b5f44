package dev.steerstream.work.adaptations;

import java.util.Locale;
import java.util.Set;

/** States of an adaptation and the moves between them. */
public enum AdaptationState {
    QUEUED,
    TRAINING,
    TRAINED,
    CALIBRATING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** The value of the column {@code state}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AdaptationState of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    /** Whether nothing follows. */
    public boolean terminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    /** Whether the move is legal. A state never becomes itself: what changes no state names none. */
    public boolean mayBecome(AdaptationState next) {
        return next(this).contains(next);
    }

    private static Set<AdaptationState> next(AdaptationState from) {
        return switch (from) {
            case QUEUED -> Set.of(TRAINING, CANCELLING, FAILED, CANCELLED);
            case TRAINING -> Set.of(TRAINED, CANCELLING, FAILED, CANCELLED);
            case TRAINED -> Set.of(CALIBRATING, CANCELLING, FAILED, CANCELLED);
            case CALIBRATING -> Set.of(SUCCEEDED, CANCELLING, FAILED, CANCELLED);
            // A result that is committed wins over a later request, so none is committed from here.
            case CANCELLING -> Set.of(CANCELLED, FAILED);
            case SUCCEEDED, FAILED, CANCELLED -> Set.of();
        };
    }
}
