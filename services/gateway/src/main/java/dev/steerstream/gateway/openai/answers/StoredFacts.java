package dev.steerstream.gateway.openai.answers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.answers.StoredDetail;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.TopLogprob;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is told of a result's tokens: log-probabilities of its own, or, where they would not have fitted a message, of the stored detail; explanations of that. */
@Singleton
public class StoredFacts {
    private final StoredDetail details;

    public StoredFacts(StoredDetail details) {
        this.details = details;
    }

    /** By the choices' indexes, one for each. */
    public Map<Integer, TokenFacts> of(Tenant tenant, GenerationResult result) {
        boolean inDetail = result.choices().stream().anyMatch(choice -> Boolean.TRUE.equals(choice.logprobsInDetail()));
        boolean explained = result.receipt() != null && result.receipt().explained() != null;
        Map<Integer, TokenFacts> found = new HashMap<>();
        if (inDetail || explained) {
            JsonNode detail = details.of(tenant, result.request()).orElseThrow(() -> gone(result.request()));
            StoredDetail.explanations(detail)
                    .forEach(choice ->
                            found.put(choice.index(), new TokenFacts(null, explained ? choice.tokens() : null, 0)));
            if (inDetail) {
                for (JsonNode choice : detail.path("choices")) {
                    found.computeIfPresent(
                            choice.path("index").intValue(),
                            (index, facts) -> new TokenFacts(logprobs(choice), facts.explanations(), 0));
                }
            }
        }
        for (Choice choice : result.choices()) {
            TokenFacts facts = found.getOrDefault(choice.index(), TokenFacts.NONE);
            List<TokenLogprob> own = choice.logprobs() == null
                    ? facts.logprobs()
                    : choice.logprobs().content();
            found.put(choice.index(), new TokenFacts(own, facts.explanations(), 0));
        }
        return found;
    }

    private static List<TokenLogprob> logprobs(JsonNode choice) {
        List<TokenLogprob> tokens = new ArrayList<>();
        for (JsonNode token : choice.path("tokens")) tokens.add(token(token));
        return tokens;
    }

    private static ProblemException gone(String request) {
        return ProblemException.conflict(
                "NO_LOGPROBS",
                "what request " + request
                        + " has to tell of its tokens is in its detail, which is no longer kept or is too large",
                "Read /v1/generations/" + request
                        + " and its /detail, or ask for fewer tokens, top_logprobs or steering.explain.");
    }

    private static TokenLogprob token(JsonNode token) {
        String text = token.path("text").asText();
        double logprob = Math.log(token.path("steered").asDouble(0));
        List<TopLogprob> top = new ArrayList<>();
        for (JsonNode one : token.path("top")) {
            String likely = one.path("text").asText();
            top.add(new TopLogprob(likely, one.path("logprob").asDouble(), bytes(likely)));
        }
        return new TokenLogprob(text, logprob, bytes(text), top);
    }

    private static List<Integer> bytes(String text) {
        List<Integer> bytes = new ArrayList<>();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) bytes.add(Byte.toUnsignedInt(one));
        return bytes;
    }
}
