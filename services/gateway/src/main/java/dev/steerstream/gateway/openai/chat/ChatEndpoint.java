package dev.steerstream.gateway.openai.chat;

import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.answers.AnswerShape;
import dev.steerstream.gateway.openai.answers.AskReader;
import dev.steerstream.gateway.openai.answers.Asked;
import dev.steerstream.gateway.openai.answers.Endpoint;
import dev.steerstream.gateway.openai.parameters.Parameters;
import dev.steerstream.gateway.openai.parameters.SamplingParameters;
import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.SamplingOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** The body of {@code /v1/chat/completions}. */
@Singleton
public class ChatEndpoint implements Endpoint {
    private static final AnswerShape SHAPE = new ChatShape();

    private final AskReader reader;

    public ChatEndpoint(AskReader reader) {
        this.reader = reader;
    }

    @Override
    public String path() {
        return "/v1/chat/completions";
    }

    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public AnswerShape shape() {
        return SHAPE;
    }

    @Override
    public Asked read(Tenant tenant, Parameters given) {
        String model = given.requiredText("model");
        List<ChatMessage> messages = ChatMessages.read(given);
        unsupported(given);
        SamplingOptions sampling =
                SamplingParameters.read(given, maxTokens(given), given.flag("logprobs"), given.integer("top_logprobs"));
        return reader.read(tenant, given, model, messages, null, sampling);
    }

    private static Integer maxTokens(Parameters given) {
        Integer old = given.integer("max_tokens");
        Integer most = given.integer("max_completion_tokens");
        if (most == null) return old;
        Rules.require(most >= 1, "max_completion_tokens", most, "it is at least 1");
        Rules.require(
                old == null || old.equals(most),
                "max_tokens",
                old,
                "max_completion_tokens is its new name, and they say the same where both are given");
        return most;
    }

    /** What OpenAI's models do and these do not; values that ask for nothing are taken, since clients send them. */
    private static void unsupported(Parameters given) {
        given.unsupported("audio");
        given.unsupported("function_call", "none");
        given.unsupported("functions");
        given.unsupported("metadata");
        given.unsupported("modalities", "[\"text\"]");
        given.unsupported("moderation");
        given.unsupported("parallel_tool_calls", "true", "false");
        given.unsupported("prediction");
        given.unsupported("prompt_cache_key");
        given.unsupported("prompt_cache_options");
        given.unsupported("prompt_cache_retention");
        given.unsupported("reasoning_effort", "none");
        given.unsupported("safety_identifier");
        given.unsupported("service_tier", "auto", "default");
        given.unsupported("store", "false");
        given.unsupported("tool_choice", "none", "auto");
        given.unsupported("tools");
        given.unsupported("verbosity", "medium");
        given.unsupported("web_search_options");
    }
}
