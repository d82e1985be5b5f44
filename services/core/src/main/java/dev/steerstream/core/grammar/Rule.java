package dev.steerstream.core.grammar;

/**
 * A named expression that others, and it itself, may refer to. It is defined once, must not read the empty text, and must read a byte before
 * it refers to itself.
 */
public final class Rule {
    private final String name;
    private Expression definition;

    public Rule(String name) {
        this.name = name;
    }

    public void define(Expression expression) {
        if (expression.nullable) {
            throw new IllegalArgumentException("Rule " + name + " reads the empty text; it must read at least a byte.");
        }
        definition = expression;
    }

    public boolean defined() {
        return definition != null;
    }

    Expression definition() {
        if (definition == null) {
            throw new IllegalStateException("Rule " + name + " is used but not defined.");
        }
        return definition;
    }

    void redefine(Expression pruned) {
        definition = pruned;
    }

    @Override
    public String toString() {
        return name;
    }
}
