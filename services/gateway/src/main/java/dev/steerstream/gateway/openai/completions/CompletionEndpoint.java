package dev.steerstream.gateway.openai.completions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.answers.AnswerShape;
import dev.steerstream.gateway.openai.answers.AskReader;
import dev.steerstream.gateway.openai.answers.Asked;
import dev.steerstream.gateway.openai.answers.Endpoint;
import dev.steerstream.gateway.openai.parameters.Parameters;
import dev.steerstream.gateway.openai.parameters.SamplingParameters;
import dev.steerstream.schemas.SamplingOptions;
import jakarta.inject.Singleton;

/** The body of {@code /v1/completions}. */
@Singleton
public class CompletionEndpoint implements Endpoint {
    /** What OpenAI documents for this endpoint. */
    private static final int DEFAULT_MAX_TOKENS = 16;

    private static final AnswerShape SHAPE = new CompletionShape();

    private final AskReader reader;

    public CompletionEndpoint(AskReader reader) {
        this.reader = reader;
    }

    @Override
    public String path() {
        return "/v1/completions";
    }

    @Override
    public String idPrefix() {
        return "cmpl-";
    }

    @Override
    public AnswerShape shape() {
        return SHAPE;
    }

    @Override
    public Asked read(Tenant tenant, Parameters given) {
        String model = given.requiredText("model");
        String prompt = prompt(given);
        given.unsupported("best_of", "1");
        given.unsupported("echo", "false");
        given.unsupported("suffix");
        Integer maxTokens = given.integer("max_tokens");
        Integer likely = given.integer("logprobs");
        SamplingOptions sampling = SamplingParameters.read(
                given,
                maxTokens == null ? Integer.valueOf(DEFAULT_MAX_TOKENS) : maxTokens,
                likely == null ? null : Boolean.TRUE,
                likely);
        return reader.read(tenant, given, model, null, prompt, sampling);
    }

    private static String prompt(Parameters given) {
        JsonNode prompt = given.any("prompt");
        if (prompt == null) throw given.missing("prompt");
        if (prompt.isTextual()) return prompt.textValue();
        if (prompt.isArray() && prompt.size() == 1 && prompt.get(0).isTextual())
            return prompt.get(0).textValue();
        throw given.unsupportedValue(
                "prompt", prompt, "it is one text; several go as requests of their own or as a batch");
    }
}
