package dev.steerstream.core.grammar;

import dev.steerstream.core.grammar.Expression.Choice;
import dev.steerstream.core.grammar.Expression.Repeat;
import dev.steerstream.core.grammar.Expression.Sequence;
import java.util.List;

/**
 * What of an expression matters for one token. A token has at most so many bytes, and each turn of a repetition takes at least one of
 * them, so bounds beyond that are alike: the states inside a text of at most 1,000 characters share one mask until its end comes near.
 */
final class Horizon {
    /** How far a started character may reach before its repetition goes on: the rest of an escaped surrogate pair. */
    private static final int STARTED = 11;

    private Horizon() {}

    /** An expression that reads the same beginnings of at most {@code bytes} bytes, and ends at the same places within them. */
    static Expression of(Expression expression, int bytes, Expressions expressions) {
        return of(expression, bytes, STARTED, expressions);
    }

    private static Expression of(Expression expression, int bytes, int started, Expressions expressions) {
        if (expression instanceof Repeat repeat) {
            return near(repeat, bytes, expressions);
        }
        if (expression instanceof Sequence sequence) {
            Expression first = of(sequence.first, bytes, 0, expressions);
            Expression rest = started == 0 || sequence.first.nullable
                    ? sequence.rest
                    : of(sequence.rest, bytes, started - 1, expressions);
            return first == sequence.first && rest == sequence.rest ? sequence : expressions.sequence(first, rest);
        }
        if (expression instanceof Choice choice) {
            List<Expression> near = choice.alternatives.stream()
                    .map(alternative -> of(alternative, bytes, started, expressions))
                    .toList();
            return near.equals(choice.alternatives) ? choice : expressions.choice(near);
        }
        return expression;
    }

    private static Expression near(Repeat repeat, int bytes, Expressions expressions) {
        int most = repeat.most > bytes + 1 ? Expressions.UNBOUNDED : repeat.most;
        int least = Math.min(repeat.least, bytes + 1);
        return most == repeat.most && least == repeat.least ? repeat : expressions.repeat(repeat.body, least, most);
    }
}
