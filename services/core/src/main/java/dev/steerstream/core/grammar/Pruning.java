package dev.steerstream.core.grammar;

import dev.steerstream.core.grammar.Expression.Bytes;
import dev.steerstream.core.grammar.Expression.Choice;
import dev.steerstream.core.grammar.Expression.Empty;
import dev.steerstream.core.grammar.Expression.Reference;
import dev.steerstream.core.grammar.Expression.Repeat;
import dev.steerstream.core.grammar.Expression.Sequence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Takes out of a grammar what can never be written to its end: bytes that the vocabulary does not have alone, rules that only lead into
 * themselves, and all that needs them. What is left has no dead ends: from everywhere one byte after another leads to the end, and each of
 * them is a token. Used once, before the first byte is read. Not thread-safe.
 */
final class Pruning {
    private final Expressions expressions;
    private final ByteSet writable;
    private final Set<Rule> rules = new LinkedHashSet<>();
    private final Set<Rule> productive = new HashSet<>();
    private final Map<Expression, Expression> pruned = new HashMap<>();

    Pruning(Expressions expressions, ByteSet writable) {
        this.expressions = expressions;
        this.writable = writable;
    }

    /** The grammar without what cannot end; {@code nothing} where that is all. The rules that it uses are redefined. */
    Expression of(Expression root) {
        collect(root, new HashSet<>());
        LeftRecursion.refuse(rules);
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Rule rule : rules) {
                if (!productive.contains(rule) && ends(rule.definition(), new HashMap<>())) {
                    grew = productive.add(rule);
                }
            }
        }
        Map<Rule, Expression> definitions = new HashMap<>();
        rules.forEach(rule -> definitions.put(rule, prune(rule.definition())));
        Expression result = prune(root);
        definitions.forEach(Rule::redefine);
        return result;
    }

    private void collect(Expression start, Set<Expression> seen) {
        Expression expression = start;
        for (; expression instanceof Sequence sequence; expression = sequence.rest) {
            if (!seen.add(sequence)) {
                return;
            }
            collect(sequence.first, seen);
        }
        if (!seen.add(expression)) {
            return;
        }
        if (expression instanceof Choice choice) {
            choice.alternatives.forEach(alternative -> collect(alternative, seen));
        } else if (expression instanceof Repeat repeat) {
            collect(repeat.body, seen);
        } else if (expression instanceof Reference reference && rules.add(reference.rule)) {
            collect(reference.rule.definition(), seen);
        }
    }

    /** Whether the expression can be read to its end with the rules that are known to. */
    private boolean ends(Expression start, Map<Expression, Boolean> memo) {
        Deque<Sequence> parts = new ArrayDeque<>(); // sequences may be long, so no recursion along them
        Expression expression = start;
        while (expression instanceof Sequence sequence && !memo.containsKey(sequence)) {
            parts.push(sequence);
            expression = sequence.rest;
        }
        Boolean known = memo.get(expression);
        boolean result = known != null ? known : endsOne(expression, memo);
        memo.put(expression, result);
        while (!parts.isEmpty()) {
            Sequence sequence = parts.pop();
            result = result && ends(sequence.first, memo);
            memo.put(sequence, result);
        }
        return result;
    }

    /** Of anything but a sequence. */
    private boolean endsOne(Expression expression, Map<Expression, Boolean> memo) {
        if (expression instanceof Bytes bytes) {
            return !bytes.set.and(writable).isEmpty();
        }
        if (expression instanceof Choice choice) {
            return choice.alternatives.stream().anyMatch(alternative -> ends(alternative, memo));
        }
        if (expression instanceof Repeat repeat) {
            return repeat.least == 0 || ends(repeat.body, memo);
        }
        if (expression instanceof Reference reference) {
            return productive.contains(reference.rule);
        }
        return expression instanceof Empty;
    }

    private Expression prune(Expression start) {
        Deque<Sequence> parts = new ArrayDeque<>();
        Expression expression = start;
        while (expression instanceof Sequence sequence && !pruned.containsKey(sequence)) {
            parts.push(sequence);
            expression = sequence.rest;
        }
        Expression known = pruned.get(expression);
        Expression result = known != null ? known : pruneOne(expression);
        pruned.put(expression, result);
        while (!parts.isEmpty()) {
            Sequence sequence = parts.pop();
            result = expressions.sequence(prune(sequence.first), result);
            pruned.put(sequence, result);
        }
        return result;
    }

    /** Of anything but a sequence. */
    private Expression pruneOne(Expression expression) {
        if (expression instanceof Bytes bytes) {
            return expressions.bytes(bytes.set.and(writable));
        }
        if (expression instanceof Choice choice) {
            return expressions.choice(
                    choice.alternatives.stream().map(this::prune).toList());
        }
        if (expression instanceof Repeat repeat) {
            return expressions.repeat(prune(repeat.body), repeat.least, repeat.most);
        }
        if (expression instanceof Reference reference && !productive.contains(reference.rule)) {
            return expressions.nothing();
        }
        return expression;
    }
}
