package dev.steerstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records and schemas say the same: every component is a property of its type, and every property a component. */
class SchemaRecordsTest {
    private static final JsonMapper JSON = new JsonMapper();

    static List<Class<?>> records() {
        return Messages.records();
    }

    @Test
    void theRecordsAreFound() {
        assertThat(records()).hasSizeGreaterThanOrEqualTo(20).contains(DatasetRow.class, Receipt.class);
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordAndItsSchemaHaveTheSameMembersInTheSameOrder(Class<?> type) {
        compare(type, schema(type), MessageSchema.kebab(type));
    }

    @ParameterizedTest
    @MethodSource("records")
    void everySchemaNamesItselfAndDescribesEveryField(Class<?> type) {
        JsonNode schema = schema(type);
        assertThat(schema.path("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.path("$id").asString()).endsWith("/" + MessageSchema.kebab(type) + ".schema.json");
        assertThat(schema.path("title").asString()).isEqualTo(type.getSimpleName());
        assertThat(undescribed(schema, "")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("records")
    void membersThatASchemaDoesNotNameAreAllowed(Class<?> type) {
        assertThat(Contracts.schema(type))
                .doesNotContain("\"additionalProperties\": false")
                .doesNotContain("\"unevaluatedProperties\"");
    }

    private static void compare(Class<?> type, JsonNode schema, String place) {
        JsonNode properties = schema.path("properties");
        List<String> components = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = snake(component.getName());
            components.add(name);
            JsonNode property = properties.path(name);
            String at = place + "/" + name;
            assertThat(property.isMissingNode()).as("%s is in the schema", at).isFalse();
            holds(component.getGenericType(), property, schema, at);
            if (component.getType().isPrimitive()) {
                assertThat(names(schema.path("required")))
                        .as("%s cannot be null", at)
                        .contains(name);
            }
        }
        assertThat(properties.propertyNames().stream().toList()).as(place).isEqualTo(components);
        assertThat(components).as("required members of %s", place).containsAll(names(schema.path("required")));
    }

    private static void holds(Type type, JsonNode given, JsonNode document, String at) {
        JsonNode schema = resolve(given, document);
        String json = schema.path("type").asString("");
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            assertThat(json).as(at).isEqualTo("array");
            assertThat(schema.has("maxItems")).as("%s is bounded", at).isTrue();
            holds(list.getActualTypeArguments()[0], schema.path("items"), document, at + "/items");
        } else if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            assertThat(json).as(at).isEqualTo("object");
        } else if (type == String.class) {
            assertThat(json).as(at).isEqualTo("string");
            assertThat(schema.has("maxLength") || schema.has("enum") || schema.has("pattern"))
                    .as("%s is bounded", at)
                    .isTrue();
        } else if (type == Instant.class) {
            assertThat(schema.path("format").asString("")).as(at).isEqualTo("date-time");
        } else if (type == boolean.class || type == Boolean.class) {
            assertThat(json).as(at).isEqualTo("boolean");
        } else if (type == double.class || type == Double.class) {
            assertThat(json).as(at).isEqualTo("number");
            assertThat(finite(given, schema)).as("%s is finite", at).isTrue();
        } else if (type == int.class || type == Integer.class) {
            assertThat(json).as(at).isEqualTo("integer");
            assertThat(schema.path("minimum").asLong(Long.MIN_VALUE)).as(at).isGreaterThanOrEqualTo(Integer.MIN_VALUE);
            assertThat(schema.path("maximum").asLong(Long.MAX_VALUE)).as(at).isLessThanOrEqualTo(Integer.MAX_VALUE);
        } else if (type == long.class || type == Long.class) {
            assertThat(json).as(at).isEqualTo("integer");
            assertThat(schema.path("maximum").canConvertToLong()).as(at).isTrue();
        } else if (type instanceof Class<?> known && known.isEnum()) {
            assertThat(names(schema.path("enum")))
                    .as(at)
                    .containsExactlyInAnyOrder(Stream.of(known.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .toArray(String[]::new));
        } else if (type instanceof Class<?> known && known.isRecord()) {
            if (known.isMemberClass()) compare(known, schema, at);
            else assertThat(schema).as(at).isEqualTo(schema(known));
        } else {
            throw new AssertionError(at + " has the type " + type + ", which no schema can hold");
        }
    }

    /** An infinite number is read as infinite from a long literal, so bounds must say that it is refused. */
    private static boolean finite(JsonNode given, JsonNode schema) {
        return given.path("$ref").asString("").endsWith("/finite")
                || (schema.has("minimum") || schema.has("exclusiveMinimum"))
                        && (schema.has("maximum") || schema.has("exclusiveMaximum"));
    }

    private static JsonNode resolve(JsonNode property, JsonNode document) {
        String reference = property.path("$ref").asString("");
        if (reference.isEmpty()) return property;
        String[] parts = reference.split("#", -1);
        JsonNode root = parts[0].isEmpty() ? document : file(parts[0]);
        return parts.length == 1 ? root : root.at(parts[1]);
    }

    private static List<String> undescribed(JsonNode node, String at) {
        List<String> found = new ArrayList<>();
        if (at.isEmpty() && !node.has("description")) found.add("the schema");
        node.path("properties").properties().forEach(property -> {
            String here = at + "/" + property.getKey();
            if (property.getValue().path("description").asString("").length() < 4) found.add(here);
            found.addAll(undescribed(property.getValue(), here));
        });
        node.path("$defs").properties().forEach(part -> found.addAll(undescribed(part.getValue(), at + part.getKey())));
        return found;
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new TreeSet<>();
        array.forEach(name -> names.add(name.asString()));
        return names;
    }

    private static JsonNode schema(Class<?> type) {
        return JSON.readTree(Contracts.schema(type));
    }

    private static JsonNode file(String name) {
        return JSON.readTree(SchemaRecordsTest.class.getResourceAsStream("/schemas/" + name));
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
