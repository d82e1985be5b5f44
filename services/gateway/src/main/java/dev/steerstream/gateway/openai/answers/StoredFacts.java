package dev.steerstream.gateway.openai.answers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.schemas.GenerationResult.Choice;
import dev.steerstream.schemas.GenerationResult.TokenLogprob;
import dev.steerstream.schemas.GenerationResult.TopLogprob;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The log-probabilities of a result: its own, or, where they would not have fitted a message, those of the stored detail. */
@Singleton
public class StoredLogprobs {
    /** A detail is held as a tree. Bytes of JSON. */
    private static final int LARGEST = 16 * 1024 * 1024;

    /** What OpenAI shows for a token that could not be chosen: JSON has no infinity. */
    private static final double NEVER = -9999;

    private final GenerationStore store;

    public StoredLogprobs(GenerationStore store) {
        this.store = store;
    }

    /** By the choices' indexes; empty where nobody asked for them. */
    public Map<Integer, List<TokenLogprob>> of(Tenant tenant, GenerationResult result) {
        Map<Integer, List<TokenLogprob>> found = new HashMap<>();
        for (Choice choice : result.choices()) {
            if (choice.logprobs() != null)
                found.put(choice.index(), choice.logprobs().content());
        }
        boolean inDetail = result.choices().stream().anyMatch(choice -> Boolean.TRUE.equals(choice.logprobsInDetail()));
        if (inDetail) found.putAll(fromDetail(tenant, result.request()));
        found.replaceAll(
                (index, tokens) -> tokens.stream().map(StoredLogprobs::writable).toList());
        return found;
    }

    private Map<Integer, List<TokenLogprob>> fromDetail(Tenant tenant, String request) {
        Map<Integer, List<TokenLogprob>> found = new HashMap<>();
        for (JsonNode choice : detail(tenant, request).path("choices")) {
            List<TokenLogprob> tokens = new ArrayList<>();
            for (JsonNode token : choice.path("tokens")) tokens.add(token(token));
            found.put(choice.path("index").intValue(), tokens);
        }
        return found;
    }

    private JsonNode detail(Tenant tenant, String request) {
        byte[] packed = store.detail(tenant, request).orElseThrow(() -> gone(request, "is no longer kept"));
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] json = unpacked.readNBytes(LARGEST + 1);
            if (json.length > LARGEST) throw gone(request, "has more than " + LARGEST + " bytes");
            return Contracts.mapper().readTree(json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static ProblemException gone(String request, String why) {
        return ProblemException.conflict(
                "NO_LOGPROBS",
                "the log-probabilities of request " + request + " did not fit its result, and their detail " + why,
                "Read /v1/generations/" + request + " and its /detail, or ask for fewer tokens and top_logprobs.");
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

    private static TokenLogprob writable(TokenLogprob token) {
        List<TopLogprob> top = token.topLogprobs() == null
                ? List.of()
                : token.topLogprobs().stream()
                        .map(one -> new TopLogprob(one.token(), Math.max(NEVER, one.logprob()), one.bytes()))
                        .toList();
        return new TokenLogprob(token.token(), Math.max(NEVER, token.logprob()), token.bytes(), top);
    }
}
