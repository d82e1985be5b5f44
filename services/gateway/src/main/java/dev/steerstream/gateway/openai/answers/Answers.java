package dev.steerstream.gateway.openai.answers;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.gateway.generations.GenerationAdmission;
import dev.steerstream.gateway.generations.GenerationViews.Generation;
import dev.steerstream.gateway.generations.answers.GenerationDoor;
import dev.steerstream.gateway.generations.answers.GenerationDoor.Left;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.parameters.OpenAiBody;
import dev.steerstream.gateway.streams.EventBody;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.GenerationResult;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;

/** From a body to its answer, by the same admission, rows and topics as any request. */
@Singleton
public class Answers {
    private static final String REQUEST_ID = "x-request-id";

    private final GenerationAdmission admission;
    private final GenerationDoor door;
    private final StoredFacts facts;
    private final Clock clock;

    public Answers(GenerationAdmission admission, GenerationDoor door, StoredFacts facts, Clock clock) {
        this.admission = admission;
        this.door = door;
        this.facts = facts;
        this.clock = clock;
    }

    /**
     * Answers whole, or in chunks where the body asks for a stream. A client that closes the connection cancels its request, unless an Idempotency-Key
     * promises that it may come again.
     */
    public Uni<Response> answer(Endpoint endpoint, Tenant tenant, RequestHeaders headers, Sse sse, OpenAiBody body) {
        Asked asked = endpoint.read(tenant, OpenAiBody.parameters(body));
        GenerationRequest request = admission.admit(
                tenant,
                asked.under(headers.id(endpoint.idPrefix()), headers.deadline(clock.instant())),
                asked.stream() ? Boolean.TRUE : null);
        Left left = headers.repeatable() ? Left.GOES_ON : Left.IS_CANCELLED;
        if (!asked.stream()) {
            return door.whole(tenant, request, headers.trace(), left)
                    .map(ended -> respond(
                            Response.ok(whole(endpoint, tenant, asked.model(), ended), MediaType.APPLICATION_JSON_TYPE),
                            request));
        }
        Head head = new Head(request.id(), clock.instant().getEpochSecond(), asked.model());
        ChunkedAnswer chunks =
                new ChunkedAnswer(head, endpoint.shape(), asked.usage(), result -> facts.of(tenant, result));
        EventBody events = new EventBody(door.streamed(sse, tenant, request, headers.trace(), chunks, left));
        return Uni.createFrom().item(respond(Response.ok(events, MediaType.SERVER_SENT_EVENTS_TYPE), request));
    }

    /**
     * The answer of a request that has ended.
     *
     * @throws dev.steerstream.work.errors.SteerStreamException where it has none
     */
    public Object whole(Endpoint endpoint, Tenant tenant, String model, Generation ended) {
        GenerationResult result = result(ended);
        FailedRequests.requireSucceeded(result);
        Head head = new Head(ended.id(), ended.createdAt().getEpochSecond(), model);
        return endpoint.shape().whole(head, result, facts.of(tenant, result));
    }

    private static GenerationResult result(Generation ended) {
        try {
            return Contracts.mapper().treeToValue(ended.result(), GenerationResult.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("the stored result of " + ended.id() + " cannot be read", unreadable);
        }
    }

    private static Response respond(Response.ResponseBuilder answer, GenerationRequest request) {
        return answer.header(REQUEST_ID, request.id()).build();
    }
}
