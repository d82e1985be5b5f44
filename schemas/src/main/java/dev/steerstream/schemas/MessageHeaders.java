package dev.steerstream.schemas;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** CloudEvents 1.0 headers in Kafka's binary mode, with {@code tenant} as an extension attribute. Stateless. */
public final class MessageHeaders {

    public static final String DEFAULT_TENANT = "default";
    public static final String TENANT = "ce_tenant";
    public static final String TYPE = "ce_type";
    public static final String ID = "ce_id";
    public static final String TIME = "ce_time";
    /** W3C trace context: not an attribute of CloudEvents, passed through as it is. */
    public static final String TRACE_PARENT = "traceparent";

    private static final Pattern TRACE =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private MessageHeaders() {}

    /** The trace that {@value #TRACE_PARENT} among these headers names, 32 hexadecimal digits; empty where it is missing or not well-formed. */
    public static Optional<String> traceId(Map<String, String> headers) {
        return Optional.ofNullable(headers.get(TRACE_PARENT))
                .map(TRACE::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1));
    }

    /**
     * Headers of a new message.
     *
     * @param service who sends it, e.g. {@code trainer}
     * @param id the event's id: the same id means the same bytes
     */
    public static Map<String, String> of(Class<?> contract, String service, String id, String tenant, Instant time) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/steerstream/" + service))
                .withType(type(contract))
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withExtension("tenant", tenant)
                .withDataContentType("application/json")
                .build();
        // The topic is the sender's business: only the headers are taken.
        Headers written =
                KafkaMessageFactory.createWriter("unused").writeBinary(event).headers();
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : written) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    /** The CloudEvents type of a contract, e.g. {@code dev.steerstream.dataset-row.v1}. */
    public static String type(Class<?> contract) {
        return "dev.steerstream." + MessageSchema.kebab(contract) + ".v1";
    }

    /**
     * Holds a record's type against those that the reader knows; a record without a type passes, for it takes the topic's only one.
     *
     * @throws ContractViolationException for a type or version that the reader does not know
     */
    public static void requireType(Headers headers, Class<?>... known) {
        String found = text(headers, TYPE);
        if (found == null) return;
        List<String> types = Stream.of(known).map(MessageHeaders::type).toList();
        if (types.contains(found)) return;
        throw Contracts.violation(
                "headers",
                "/" + TYPE,
                found.length() <= 200 ? found : found.substring(0, 199) + "…",
                "is not known here; known is " + types.stream().collect(Collectors.joining(" and ")));
    }

    public static Headers toKafka(Map<String, String> headers) {
        RecordHeaders kafka = new RecordHeaders();
        headers.forEach((key, value) -> kafka.add(key, value.getBytes(StandardCharsets.UTF_8)));
        return kafka;
    }

    /** The last value of a header as text, or null. */
    public static String text(Headers headers, String key) {
        Header header = headers.lastHeader(key);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** The tenant of a record; {@value #DEFAULT_TENANT} where it names none. */
    public static String tenant(Headers headers) {
        String tenant = text(headers, TENANT);
        return tenant == null ? DEFAULT_TENANT : tenant;
    }
}
