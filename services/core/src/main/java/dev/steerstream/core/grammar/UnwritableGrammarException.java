package dev.steerstream.core.grammar;

/** No text that the vocabulary can write fits the grammar. */
public final class UnwritableGrammarException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnwritableGrammarException() {
        super(
                "No answer can fit: what is asked for either never ends (it requires itself) or needs bytes that the"
                        + " model's vocabulary does not have. Make the part that requires itself optional, or use other characters.");
    }
}
