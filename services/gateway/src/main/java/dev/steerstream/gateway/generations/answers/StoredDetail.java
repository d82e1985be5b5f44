package dev.steerstream.gateway.generations.answers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.generations.GenerationStore;
import dev.steerstream.gateway.generations.GenerationViews.ExplainedChoice;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.TokenExplanation;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What the decoder keeps of a request's tokens, as a tree; whoever only passes it on streams it. */
@Singleton
public class StoredDetail {
    /** Above what a request may ask to be told of all its tokens. Bytes of JSON. */
    private static final int LARGEST = 32 * 1024 * 1024;

    private final GenerationStore store;

    public StoredDetail(GenerationStore store) {
        this.store = store;
    }

    /** Empty where nothing was decoded, retention has removed it, or it is larger than is read at once. */
    public Optional<JsonNode> of(Tenant tenant, String request) {
        return store.detail(tenant, request).map(StoredDetail::unpacked);
    }

    private static JsonNode unpacked(byte[] packed) {
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] json = unpacked.readNBytes(LARGEST + 1);
            return json.length > LARGEST ? null : Contracts.mapper().readTree(json);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("a stored detail cannot be read", unreadable);
        }
    }

    /** Why each answer has its tokens. */
    public static List<ExplainedChoice> explanations(JsonNode detail) {
        List<ExplainedChoice> choices = new ArrayList<>();
        for (JsonNode choice : detail.path("choices")) {
            List<TokenExplanation> tokens = new ArrayList<>();
            for (JsonNode token : choice.path("tokens")) {
                if (token.has("explanation")) {
                    tokens.add(Contracts.mapper().convertValue(token.get("explanation"), TokenExplanation.class));
                }
            }
            choices.add(new ExplainedChoice(choice.path("index").intValue(), tokens));
        }
        return choices;
    }
}
