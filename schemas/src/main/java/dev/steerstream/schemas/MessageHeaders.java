package dev.steerstream.schemas;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** CloudEvents 1.0 headers in Kafka's binary mode, with {@code tenant} as an extension attribute. */
public final class MessageHeaders {

    public static final String DEFAULT_TENANT = "default";
    public static final String TENANT = "ce_tenant";
    public static final String TYPE = "ce_type";
    public static final String ID = "ce_id";
    public static final String TRACE_PARENT = "traceparent";

    private MessageHeaders() {}

    /**
     * Headers of a new message.
     *
     * @param service who sends it, e.g. {@code trainer}
     * @param id the event's id: the same id means the same bytes
     */
    public static Map<String, String> of(Class<?> contract, String service, String id, String tenant, Instant time) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put(ID, id);
        headers.put("ce_source", "/steerstream/" + service);
        headers.put(TYPE, type(contract));
        headers.put("ce_time", time.toString());
        headers.put(TENANT, tenant);
        headers.put("content-type", "application/json");
        return headers;
    }

    /** The CloudEvents type of a contract, e.g. {@code dev.steerstream.dataset-row.v1}. */
    public static String type(Class<?> contract) {
        String kebab = contract.getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
        return "dev.steerstream." + kebab + ".v1";
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
