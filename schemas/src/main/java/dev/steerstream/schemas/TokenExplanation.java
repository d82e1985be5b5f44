package dev.steerstream.schemas;

import java.util.List;

/**
 * Why a place of an answer has its token.
 *
 * @param token its text; bytes that make no character are U+FFFD
 * @param id its id
 * @param changed whether the plain warm model would have chosen another token here with the same randomness; at temperature 0 that is its most
 *     probable one
 * @param warmChoice what that model would have chosen, where it is another; else null
 * @param baseLogprob natural logarithm of the token's probability under the pre-trained model; null where that did not run
 * @param warmLogprob the same under the warm model
 * @param steeredLogprob the same as steered, over what could be chosen
 * @param base the most probable tokens of the place under the pre-trained model, best first; null where that did not run
 * @param warm the same under the warm model
 * @param steered the same as steered: fewer where fewer survive the mask
 */
public record TokenExplanation(
        String token,
        int id,
        boolean changed,
        Ranked warmChoice,
        Double baseLogprob,
        Double warmLogprob,
        Double steeredLogprob,
        List<Ranked> base,
        List<Ranked> warm,
        List<Ranked> steered) {

    public TokenExplanation {
        base = Immutable.list(base);
        warm = Immutable.list(warm);
        steered = Immutable.list(steered);
    }

    /**
     * One of the tokens of a place.
     *
     * @param logprob natural logarithm of its probability under the distribution that lists it; null where that does not list it
     */
    public record Ranked(String token, int id, Double logprob) {}
}
