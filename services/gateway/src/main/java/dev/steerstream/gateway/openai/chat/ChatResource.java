package dev.steerstream.gateway.openai.chat;

import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.answers.Answers;
import dev.steerstream.gateway.openai.answers.RequestHeaders;
import dev.steerstream.gateway.openai.parameters.OpenAiBody;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers to conversations. */
@Path("/v1/chat/completions")
@Tag(name = "openai")
@Blocking
public class ChatResource {
    private final Answers answers;
    private final ChatEndpoint endpoint;

    public ChatResource(Answers answers, ChatEndpoint endpoint) {
        this.answers = answers;
        this.endpoint = endpoint;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Answer a conversation, whole or streamed",
            description = "As OpenAI's endpoint of this path; model names a task, steering says how it is steered.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
    public Uni<Response> create(
            @HeaderParam(Tenant.HEADER) String tenantHeader,
            @BeanParam RequestHeaders headers,
            @Context Sse sse,
            OpenAiBody body) {
        return answers.answer(endpoint, Tenant.of(tenantHeader), headers, sse, body);
    }
}
