package dev.steerstream.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.decoder.running.Lane;
import dev.steerstream.decoder.topic.Cancellations.RequestName;
import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.ContractViolationException.Violation;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.MessageHeaders;
import dev.steerstream.work.consume.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * A request record that fits its contract.
 *
 * @param published the record's timestamp, or now where the sender's clock is ahead: no deadline may grow by it
 * @param trace headers that its results carry on
 */
record Incoming(
        Delivery delivery,
        Lane lane,
        RequestName name,
        GenerationRequest request,
        Instant published,
        Map<String, String> trace) {

    /** As the database's domains have it. */
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private static final Pattern RESOURCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** @throws ContractViolationException where the record does not fit */
    static Incoming read(Delivery delivery, Lane lane, Instant now) {
        Headers headers = delivery.message().headers();
        String type = MessageHeaders.text(headers, MessageHeaders.TYPE);
        String known = MessageHeaders.type(GenerationRequest.class);
        require(type == null || type.equals(known), "header " + MessageHeaders.TYPE, type, "is not " + known);
        String tenant = MessageHeaders.tenant(headers);
        require(TENANT.matcher(tenant).matches(), "header " + MessageHeaders.TENANT, tenant, "is not " + TENANT);

        GenerationRequest request =
                Contracts.read(GenerationRequest.class, delivery.message().value());
        require(
                request.id() != null && RESOURCE.matcher(request.id()).matches(),
                "/id",
                request.id(),
                "is not " + RESOURCE);
        require(
                request.task() == null || RESOURCE.matcher(request.task()).matches(),
                "/task",
                request.task(),
                "is not " + RESOURCE);
        requireStorableText(delivery.message().value());
        String trace = MessageHeaders.text(headers, MessageHeaders.TRACE_PARENT);
        Instant published = Instant.ofEpochMilli(delivery.message().timestamp());
        return new Incoming(
                delivery,
                lane,
                new RequestName(tenant, request.id()),
                request,
                published.isBefore(now) ? published : now,
                trace == null ? Map.of() : Map.of(MessageHeaders.TRACE_PARENT, trace));
    }

    /** Of its trace, where its header is well-formed. */
    Optional<String> traceId() {
        return MessageHeaders.traceId(trace);
    }

    /** The same, whose results hang under another span of its trace. */
    Incoming within(Map<String, String> span) {
        return new Incoming(delivery, lane, name, request, published, span);
    }

    /** The tenant that a record is kept under that may have no valid one. */
    static String tenantOf(Delivery delivery) {
        String tenant = MessageHeaders.tenant(delivery.message().headers());
        return TENANT.matcher(tenant).matches() ? tenant : MessageHeaders.DEFAULT_TENANT;
    }

    /** PostgreSQL's jsonb holds neither U+0000 nor half a surrogate pair, though JSON can escape both. */
    private static void requireStorableText(byte[] body) {
        try {
            requireStorableText("", Contracts.mapper().readTree(body));
        } catch (IOException impossible) {
            throw new IllegalStateException("JSON that was read cannot be read again", impossible);
        }
    }

    private static void requireStorableText(String pointer, JsonNode node) {
        if (node.isTextual()) {
            String text = node.textValue();
            require(text.indexOf('\0') < 0, pointer, "a text", "has U+0000, which cannot be stored");
            require(
                    StandardCharsets.UTF_8.newEncoder().canEncode(text),
                    pointer,
                    "a text",
                    "has half a surrogate pair, so it is not valid Unicode");
        }
        node.fields()
                .forEachRemaining(member -> requireStorableText(pointer + "/" + member.getKey(), member.getValue()));
        for (int i = 0; node.isArray() && i < node.size(); i++) requireStorableText(pointer + "/" + i, node.get(i));
    }

    private static void require(boolean kept, String pointer, String value, String rule) {
        if (kept) return;
        String shown = value == null || value.length() <= 200 ? value : value.substring(0, 200);
        throw new ContractViolationException("GenerationRequest", List.of(new Violation(pointer, shown, rule)));
    }
}
