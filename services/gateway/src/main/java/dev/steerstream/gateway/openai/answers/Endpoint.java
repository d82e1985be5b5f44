package dev.steerstream.gateway.openai.answers;

import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.parameters.Parameters;

/** One of OpenAI's ways to ask for an answer. Safe from any thread. */
public interface Endpoint {
    /** Of its URL, e.g. {@code /v1/completions}. */
    String path();

    /** Begins the ids of its answers, e.g. {@code cmpl-}. */
    String idPrefix();

    /**
     * What a body asks for; every parameter of it is taken.
     *
     * @throws dev.steerstream.gateway.http.ProblemException naming the parameter that is missing, wrong, unknown or not supported
     */
    Asked read(Tenant tenant, Parameters given);

    /** What its answers look like. */
    AnswerShape shape();
}
