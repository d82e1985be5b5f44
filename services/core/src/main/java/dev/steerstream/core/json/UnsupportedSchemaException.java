package dev.steerstream.core.json;

/** A schema that answers cannot be held to: a keyword outside the subset, or one that breaks its rule. */
public final class UnsupportedSchemaException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnsupportedSchemaException(String pointer, String rule) {
        super("The schema's " + (pointer.isEmpty() ? "root" : pointer) + " " + rule);
    }
}
