package dev.steerstream.work.database;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Stands in for the contracts' codec and headers until the schemas module has them; nothing else may use it. */
public final class ProvisionalCodec {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ProvisionalCodec() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static Map<String, String> headers(String service, Class<?> type, String tenant) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", UUID.randomUUID().toString());
        headers.put("ce_source", "/steerstream/" + service);
        String name = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
        headers.put("ce_type", "dev.steerstream." + name.toLowerCase(Locale.ROOT) + ".v1");
        headers.put("ce_time", Instant.now().toString());
        headers.put("ce_tenant", tenant);
        headers.put("content-type", "application/json");
        return headers;
    }

    public static String tenant(Headers headers) {
        Header tenant = headers.lastHeader("ce_tenant");
        return tenant == null ? "default" : new String(tenant.value(), StandardCharsets.UTF_8);
    }
}
