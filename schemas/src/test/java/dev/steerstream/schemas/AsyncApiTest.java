package dev.steerstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The AsyncAPI document says the same as the topics' definitions and the schemas. */
class AsyncApiTest {
    /** No message of their own: parts of others, or types that are shared. */
    private static final Set<String> RAW = Set.of("submission-row");

    private final JsonNode document =
            new YAMLMapper().readTree(AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml"));

    @ParameterizedTest
    @EnumSource(Topic.class)
    void everyTopicIsAChannelWithItsDefinition(Topic topic) {
        JsonNode channel = document.path("channels").path(topic.id());
        assertThat(channel.path("address").asString("")).isEqualTo(topic.id());
        JsonNode kafka = channel.path("bindings").path("kafka");
        assertThat(kafka.path("partitions").asInt()).isEqualTo(topic.partitions());
        assertThat(configuration(kafka.path("topicConfiguration"))).isEqualTo(topic.configuration());
        assertThat(channel.path("messages").isEmpty()).isFalse();
    }

    @Test
    void everyChannelIsATopic() {
        assertThat(document.path("channels").propertyNames())
                .containsExactlyElementsOf(Topic.all().stream().map(Topic::id).toList());
    }

    @Test
    void everyMessageHasItsTypeAndASchemaThatExists() {
        for (Map.Entry<String, JsonNode> message :
                document.path("components").path("messages").properties()) {
            String name = message.getKey();
            if (!RAW.contains(name)) {
                assertThat(message.getValue().path("name").asString()).isEqualTo("dev.steerstream." + name + ".v1");
                assertThat(Messages.records()).extracting(MessageSchema::kebab).contains(name);
            }
            JsonNode payload = message.getValue().path("payload").path("schema").path("$ref");
            assertThat(payload.asString()).isEqualTo("schemas/" + name + ".schema.json");
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        collect(document, references);
        assertThat(references).hasSizeGreaterThan(40).allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse();
            } else {
                assertThat(AsyncApiTest.class.getResource("/" + reference)).isNotNull();
            }
        });
    }

    @Test
    void everyMessageLiesOnATopicAndEveryTopicHasAnOperation() {
        Set<String> used = new HashSet<>();
        document.path("channels")
                .forEach(channel ->
                        used.addAll(new HashSet<>(channel.path("messages").propertyNames())));
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(
                        document.path("components").path("messages").propertyNames());
        Set<String> operated = new HashSet<>();
        document.path("operations")
                .forEach(operation -> operated.add(
                        operation.path("channel").path("$ref").asString().substring("#/channels/".length())));
        assertThat(operated).isEqualTo(Topic.all().stream().map(Topic::id).collect(Collectors.toSet()));
    }

    private static Map<String, String> configuration(JsonNode node) {
        return node.properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().isArray()
                                ? entry.getValue().get(0).asString()
                                : entry.getValue().asString()));
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.isObject() && node.has("$ref"))
            references.add(node.path("$ref").asString());
        node.forEach(child -> collect(child, references));
    }
}
