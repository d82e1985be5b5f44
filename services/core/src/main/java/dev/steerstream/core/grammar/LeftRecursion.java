package dev.steerstream.core.grammar;

import dev.steerstream.core.grammar.Expression.Choice;
import dev.steerstream.core.grammar.Expression.Reference;
import dev.steerstream.core.grammar.Expression.Repeat;
import dev.steerstream.core.grammar.Expression.Sequence;
import java.util.HashSet;
import java.util.Set;

/** A rule that refers to itself before it reads a byte means nothing, and no derivative of it would end. */
final class LeftRecursion {
    private LeftRecursion() {}

    /** @throws IllegalArgumentException naming the first rule that begins with itself */
    static void refuse(Set<Rule> rules) {
        for (Rule rule : rules) {
            Set<Rule> begun = new HashSet<>();
            begin(rule.definition(), begun);
            if (begun.contains(rule)) {
                throw new IllegalArgumentException("Rule " + rule + " refers to itself before it reads anything, so it"
                        + " says nothing. Let it refer to itself inside an object or array only.");
            }
        }
    }

    private static void begin(Expression expression, Set<Rule> begun) {
        if (expression instanceof Sequence sequence) {
            begin(sequence.first, begun);
            if (sequence.first.nullable) {
                begin(sequence.rest, begun);
            }
        } else if (expression instanceof Choice choice) {
            choice.alternatives.forEach(alternative -> begin(alternative, begun));
        } else if (expression instanceof Repeat repeat) {
            begin(repeat.body, begun);
        } else if (expression instanceof Reference reference && begun.add(reference.rule)) {
            begin(reference.rule.definition(), begun);
        }
    }
}
