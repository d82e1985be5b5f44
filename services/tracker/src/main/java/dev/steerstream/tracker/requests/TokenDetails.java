package dev.steerstream.tracker.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.Contracts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The tokens of a first answer with their probabilities, as the decoder kept them.
 *
 * @param tokens at most {@value #MOST}
 * @param total how many the answer has
 */
public record TokenDetails(List<Token> tokens, int total) {
    public static final TokenDetails NONE = new TokenDetails(List.of(), 0);
    static final int MOST = 400;
    private static final int LARGEST = 16 * 1024 * 1024;

    /**
     * One chosen token.
     *
     * @param base its probability under the pre-trained model, or null where that was not run
     * @param warm the same under the warm model
     * @param steered its probability as steered
     * @param top the most probable tokens of its place as steered, best first; empty where nobody asked
     * @param changed whether the plain warm model would have chosen another here
     * @param warmChoice what that would have chosen, or null
     * @param distributions the most probable tokens of its place under each model that ran; empty where nobody asked
     */
    public record Token(
            int place,
            String text,
            long id,
            Double base,
            Double warm,
            Double steered,
            List<Alternative> top,
            boolean changed,
            String warmChoice,
            List<Distribution> distributions) {

        /** How steering moved the chosen token: up, down, or the empty text where it hardly did. */
        public String moved() {
            if (warm == null || steered == null) return "";
            if (steered > warm + 0.1) return "up";
            return steered < warm - 0.1 ? "down" : "";
        }
    }

    /** @param probability under what lists it */
    public record Alternative(String text, long id, double probability) {}

    /**
     * What could have come at a place.
     *
     * @param name base, warm or steered
     * @param tokens the most probable ones, best first
     */
    public record Distribution(String name, List<Alternative> tokens) {}

    public boolean cut() {
        return total > tokens.size();
    }

    public boolean withAlternatives() {
        return tokens.stream().anyMatch(token -> !token.top().isEmpty());
    }

    /** Whether the three distributions are there. */
    public boolean explained() {
        return tokens.stream().anyMatch(token -> !token.distributions().isEmpty());
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
            tokens.add(token(tokens.size() + 1, one, one.path("explanation")));
        }
        return new TokenDetails(tokens, all.size());
    }

    private static Token token(int place, JsonNode one, JsonNode explanation) {
        return new Token(
                place,
                one.path("text").asText(),
                one.path("id").asLong(),
                number(one, "base"),
                number(one, "warm"),
                number(one, "steered"),
                alternatives(one.path("top"), "text"),
                one.path("changed").asBoolean(),
                explanation.at("/warm_choice/token").textValue(),
                distributions(explanation));
    }

    /** The same without what one of the distributions says. */
    public TokenDetails without(String distribution) {
        return new TokenDetails(
                tokens.stream()
                        .map(token -> new Token(
                                token.place(),
                                token.text(),
                                token.id(),
                                token.base(),
                                token.warm(),
                                token.steered(),
                                token.top(),
                                token.changed(),
                                token.warmChoice(),
                                token.distributions().stream()
                                        .filter(one -> !one.name().equals(distribution))
                                        .toList()))
                        .toList(),
                total);
    }

    /** These and the next ones, as the chunk of a stream explains them. */
    public TokenDetails and(JsonNode explanations) {
        List<Token> grown = new ArrayList<>(tokens);
        for (JsonNode one : explanations) {
            if (grown.size() == MOST) break;
            grown.add(new Token(
                    grown.size() + 1,
                    one.path("token").asText(),
                    one.path("id").asLong(),
                    probability(one, "base_logprob"),
                    probability(one, "warm_logprob"),
                    probability(one, "steered_logprob"),
                    List.of(),
                    one.path("changed").asBoolean(),
                    one.at("/warm_choice/token").textValue(),
                    distributions(one)));
        }
        return new TokenDetails(grown, total + explanations.size());
    }

    private static List<Distribution> distributions(JsonNode explanation) {
        return Stream.of("base", "warm", "steered")
                .filter(explanation::has)
                .map(name -> new Distribution(name, alternatives(explanation.path(name), "token")))
                .toList();
    }

    private static List<Alternative> alternatives(JsonNode listed, String text) {
        List<Alternative> alternatives = new ArrayList<>();
        listed.forEach(one -> alternatives.add(new Alternative(
                one.path(text).asText(),
                one.path("id").asLong(),
                Math.exp(one.path("logprob").asDouble()))));
        return alternatives;
    }

    private static Double probability(JsonNode node, String member) {
        Double logarithm = number(node, member);
        return logarithm == null ? null : (Double) Math.exp(logarithm);
    }

    private static Double number(JsonNode node, String member) {
        JsonNode found = node.path(member);
        return found.isNumber() ? (Double) found.doubleValue() : null;
    }
}
