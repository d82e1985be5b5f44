package dev.steerstream.schemas;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.steerstream.schemas.ContractViolationException.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A message's JSON Schema, loaded once from the class path; nothing is ever fetched. Thread-safe. */
final class MessageSchema {

    private static final String ADDRESS = "https://steerstream.dev/schemas/v1/";
    private static final int LONGEST_VALUE = 200;
    private static final int MOST_VIOLATIONS = 20;
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    /** Of the library's own Jackson: it reads what the mapper of {@link Contracts} will bind, and is as strict. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(MessageSchema::content)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .formatAssertionsEnabled(true)
                            .locale(Locale.ROOT)
                            .build()));

    private static final ClassValue<MessageSchema> SCHEMAS = new ClassValue<>() {
        @Override
        protected MessageSchema computeValue(Class<?> contract) {
            return new MessageSchema(contract);
        }
    };

    private final String name;
    private final Schema schema;

    private MessageSchema(Class<?> contract) {
        this.name = contract.getSimpleName();
        resource(contract);
        this.schema = REGISTRY.getSchema(SchemaLocation.of(ADDRESS + file(contract)));
        schema.initializeValidators();
    }

    /** @throws IllegalArgumentException for a class that is no message */
    static MessageSchema of(Class<?> contract) {
        return SCHEMAS.get(contract);
    }

    /** {@code dataset-row} of {@code DatasetRow}. */
    static String kebab(Class<?> contract) {
        return WORD_START.matcher(contract.getSimpleName()).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    static byte[] resource(Class<?> contract) {
        byte[] bytes = bytes(file(contract));
        if (bytes == null) {
            throw new IllegalArgumentException(contract.getName() + " is no message: it has no schema " + file(contract)
                    + ". Only records of the schemas module are written and read.");
        }
        return bytes;
    }

    /** Returns the text of a message that keeps every rule. */
    String validate(byte[] bytes) {
        String text = text(bytes);
        JsonNode tree;
        try {
            tree = STRICT.readTree(text);
        } catch (JacksonException notJson) {
            throw Contracts.violation(name, "", cut(text), "is not JSON: " + notJson.getOriginalMessage());
        }
        if (!tree.isObject()) throw Contracts.violation(name, "", cut(text), "must be a JSON object");
        removeNulls(tree);
        List<Error> errors = schema.validate(tree);
        if (errors.isEmpty()) return text;
        List<Violation> violations = new ArrayList<>();
        for (Error error : errors) {
            if (violations.size() == MOST_VIOLATIONS) {
                violations.add(new Violation("", null, "breaks " + (errors.size() - MOST_VIOLATIONS) + " more rules"));
                break;
            }
            violations.add(violation(error));
        }
        throw new ContractViolationException(name, violations);
    }

    private String text(byte[] bytes) {
        if (bytes == null || bytes.length == 0) {
            throw Contracts.violation(name, "", null, "is empty; a JSON object is needed");
        }
        if (bytes.length > Topic.MAXIMUM_MESSAGE_BYTES) {
            throw Contracts.violation(
                    name,
                    "",
                    bytes.length + " bytes",
                    "is over the limit of " + Topic.MAXIMUM_MESSAGE_BYTES + " bytes; what is larger goes by reference");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw Contracts.violation(name, "", bytes.length + " bytes", "is not UTF-8");
        }
    }

    private static Violation violation(Error error) {
        JsonNode found = error.getInstanceNode();
        String pointer = error.getInstanceLocation().toString();
        if ("required".equals(error.getKeyword())) {
            return new Violation(pointer + "/" + escaped(error.getProperty()), null, "is missing and must be given");
        }
        return new Violation(pointer, found == null ? null : cut(found.toString()), error.getMessage());
    }

    /** As RFC 6901 has it. */
    private static String escaped(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    private static void removeNulls(JsonNode node) {
        if (node.isObject()) {
            Iterator<Map.Entry<String, JsonNode>> members = node.properties().iterator();
            while (members.hasNext()) {
                JsonNode value = members.next().getValue();
                if (value.isNull()) members.remove();
                else removeNulls(value);
            }
        } else if (node.isArray()) {
            node.forEach(MessageSchema::removeNulls);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
    }

    private static String file(Class<?> contract) {
        return kebab(contract) + ".schema.json";
    }

    private static String content(String address) {
        if (!address.startsWith(ADDRESS)) return null;
        byte[] bytes = bytes(address.substring(ADDRESS.length()));
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String file) {
        try (InputStream resource = MessageSchema.class.getResourceAsStream("/schemas/" + file)) {
            return resource == null ? null : resource.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
