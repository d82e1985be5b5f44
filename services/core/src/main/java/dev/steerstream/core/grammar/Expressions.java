package dev.steerstream.core.grammar;

import dev.steerstream.core.grammar.Expression.Bytes;
import dev.steerstream.core.grammar.Expression.Choice;
import dev.steerstream.core.grammar.Expression.Empty;
import dev.steerstream.core.grammar.Expression.Nothing;
import dev.steerstream.core.grammar.Expression.Reference;
import dev.steerstream.core.grammar.Expression.Repeat;
import dev.steerstream.core.grammar.Expression.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the expressions of one grammar, in normal form and each once. Not thread-safe. */
public final class Expressions {
    /** No upper bound of a repetition. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private record SequenceKey(Expression first, Expression rest) {}

    private record RepeatKey(Expression body, int least, int most) {}

    private final Map<Object, Expression> known = new HashMap<>();
    private final Nothing nothing = new Nothing(0);
    private final Empty empty = new Empty(1);
    private int made = 2;

    public Expression nothing() {
        return nothing;
    }

    public Expression empty() {
        return empty;
    }

    /** One byte of the set; nothing where it is empty. */
    public Expression bytes(ByteSet set) {
        return set.isEmpty() ? nothing : known.computeIfAbsent(set, key -> new Bytes(made++, set));
    }

    /** The text's UTF-8, byte by byte. */
    public Expression text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Expression result = empty;
        for (int i = bytes.length - 1; i >= 0; i--) {
            result = sequence(bytes(ByteSet.of(bytes[i] & 0xff)), result);
        }
        return result;
    }

    public Expression sequence(Expression... parts) {
        Expression result = empty;
        for (int i = parts.length - 1; i >= 0; i--) {
            result = sequence(parts[i], result);
        }
        return result;
    }

    private Expression sequence(Expression first, Expression rest) {
        if (first == nothing || rest == nothing) {
            return nothing;
        }
        if (first == empty) {
            return rest;
        }
        if (rest == empty) {
            return first;
        }
        Deque<Expression> parts = new ArrayDeque<>(); // the last on top: sequences may be long, so no recursion
        Expression part = first;
        for (; part instanceof Sequence nested; part = nested.rest) {
            parts.push(nested.first);
        }
        parts.push(part);
        Expression result = rest;
        while (!parts.isEmpty()) {
            result = pair(parts.pop(), result);
        }
        return result;
    }

    private Expression pair(Expression first, Expression rest) {
        SequenceKey key = new SequenceKey(first, rest);
        Expression found = known.get(key);
        if (found == null) {
            found = new Sequence(made++, first, rest);
            known.put(key, found);
        }
        return found;
    }

    public Expression choice(Expression... alternatives) {
        return choice(Arrays.asList(alternatives));
    }

    public Expression choice(List<Expression> alternatives) {
        TreeMap<Integer, Expression> distinct = new TreeMap<>();
        for (Expression alternative : alternatives) {
            if (alternative instanceof Choice nested) {
                nested.alternatives.forEach(inner -> distinct.put(inner.id, inner));
            } else if (alternative != nothing) {
                distinct.put(alternative.id, alternative);
            }
        }
        if (distinct.isEmpty()) {
            return nothing;
        }
        List<Expression> sorted = List.copyOf(distinct.values());
        if (sorted.size() == 1) {
            return sorted.get(0);
        }
        Expression found = known.get(sorted);
        if (found == null) {
            found = new Choice(made++, sorted);
            known.put(sorted, found);
        }
        return found;
    }

    public Expression optional(Expression expression) {
        return choice(empty, expression);
    }

    /** @param most {@link #UNBOUNDED} or at least {@code least}; a body that is nullable is refused */
    public Expression repeat(Expression body, int least, int most) {
        if (most == 0 || body == empty) {
            return empty;
        }
        if (body == nothing) {
            return least == 0 ? empty : nothing;
        }
        if (least == 1 && most == 1) {
            return body;
        }
        if (body.nullable || least < 0 || most < least) {
            throw new IllegalArgumentException("A repetition of " + least + " to " + most
                    + " times needs bounds in order and a body that is not empty.");
        }
        RepeatKey key = new RepeatKey(body, least, most);
        Expression found = known.get(key);
        if (found == null) {
            found = new Repeat(made++, body, least, most);
            known.put(key, found);
        }
        return found;
    }

    public Expression reference(Rule rule) {
        return known.computeIfAbsent(rule, key -> new Reference(made++, rule));
    }

    /** What is left to read after a byte. */
    Expression derivative(Expression expression, int value) {
        if (expression instanceof Bytes bytes) {
            return bytes.set.contains(value) ? empty : nothing;
        }
        if (expression instanceof Sequence sequence) {
            Expression after = sequence(derivative(sequence.first, value), sequence.rest);
            return sequence.first.nullable ? choice(after, derivative(sequence.rest, value)) : after;
        }
        if (expression instanceof Choice choice) {
            List<Expression> after = new ArrayList<>(choice.alternatives.size());
            for (Expression alternative : choice.alternatives) {
                after.add(derivative(alternative, value));
            }
            return choice(after);
        }
        if (expression instanceof Repeat repeat) {
            Expression after = derivative(repeat.body, value);
            return after == nothing ? nothing : sequence(after, once(repeat));
        }
        if (expression instanceof Reference reference) {
            return derivative(reference.rule.definition(), value);
        }
        return nothing;
    }

    private Expression once(Repeat repeat) {
        return repeat(
                repeat.body, Math.max(0, repeat.least - 1), repeat.most == UNBOUNDED ? UNBOUNDED : repeat.most - 1);
    }

    /** How many expressions are remembered. */
    int size() {
        return known.size();
    }

    /** Forgets all: expressions that are still held stay right, they are only not shared with later ones any more. */
    void forget() {
        known.clear();
    }
}
