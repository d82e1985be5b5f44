package dev.steerstream.tracker.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The tokens of a first answer with their probabilities, as the decoder kept them.
 *
 * @param tokens at most {@value #MOST}
 * @param total how many the answer has
 */
public record TokenDetails(List<Token> tokens, int total) {
    static final int MOST = 400;
    private static final int LARGEST = 16 * 1024 * 1024;

    /**
     * One chosen token.
     *
     * @param base its probability under the pre-trained model, or null where that was not run
     * @param warm the same under the warm model
     * @param steered its probability as steered
     * @param top the most probable tokens of its place as steered, best first; empty where nobody asked
     */
    public record Token(
            int place, String text, long id, Double base, Double warm, Double steered, List<Alternative> top) {

        /** How steering moved the chosen token: up, down, or the empty text where it hardly did. */
        public String moved() {
            if (warm == null || steered == null) return "";
            if (steered > warm + 0.1) return "up";
            return steered < warm - 0.1 ? "down" : "";
        }

        /** Whether the warm model held the token for less likely than something else: then steering made it the choice. */
        public boolean unlikelyWhenWarm() {
            return warm != null && steered != null && warm < 0.5 && steered > warm + 0.1;
        }
    }

    /** @param probability as steered */
    public record Alternative(String text, double probability) {}

    public boolean cut() {
        return total > tokens.size();
    }

    public boolean withAlternatives() {
        return tokens.stream().anyMatch(token -> !token.top().isEmpty());
    }

    /** @param body gzip over JSON, as it is stored */
    static TokenDetails decompress(byte[] body) {
        try (GZIPInputStream json = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] bytes = json.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) return new TokenDetails(List.of(), 0);
            return of(Contracts.mapper().readTree(bytes));
        } catch (IOException damaged) {
            throw new UncheckedIOException("a stored token detail cannot be read", damaged);
        }
    }

    /** From the detail as the gateway tells it too. */
    public static TokenDetails of(JsonNode detail) {
        JsonNode all = detail.at("/choices/0/tokens");
        List<Token> tokens = new ArrayList<>();
        for (JsonNode one : all) {
            if (tokens.size() == MOST) break;
            List<Alternative> top = new ArrayList<>();
            one.path("top")
                    .forEach(other -> top.add(new Alternative(
                            other.path("text").asText(),
                            Math.exp(other.path("logprob").asDouble()))));
            tokens.add(new Token(
                    tokens.size() + 1,
                    one.path("text").asText(),
                    one.path("id").asLong(),
                    number(one, "base"),
                    number(one, "warm"),
                    number(one, "steered"),
                    top));
        }
        return new TokenDetails(tokens, all.size());
    }

    private static Double number(JsonNode node, String member) {
        JsonNode found = node.path(member);
        return found.isNumber() ? (Double) found.doubleValue() : null;
    }
}
