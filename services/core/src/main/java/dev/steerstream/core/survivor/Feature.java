package dev.steerstream.core.survivor;

import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.TokenContext;

/** A direction's value at one token as a fit sees it: a static vector depends on the fold, the others do not. Stateless. */
@FunctionalInterface
public interface Feature {
    /** @param fold of the context's prompt group */
    double at(int token, TokenContext context, int fold);

    static Feature of(Direction direction) {
        return (token, context, fold) -> direction.at(token, context);
    }

    /**
     * A static vector that was made without the token's own fold.
     *
     * @param leftOut a fold that no vector may have seen, besides: the one to be judged on; -1 for none
     */
    static Feature of(FoldMeans means, int leftOut) {
        return (token, context, fold) -> means.value(token, fold, leftOut);
    }
}
