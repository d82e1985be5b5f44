package dev.steerstream.core.decoding.generation;

/**
 * One token of a growing answer.
 *
 * @param place its index in the answer
 * @param choice the token, with what is known of it
 * @param text what became certain by it, maybe empty; with an answer's last token all that is left
 */
public record GeneratedToken(int place, TokenChoice choice, String text) {
    /** Its id. */
    public int token() {
        return choice.token();
    }
}
