package dev.steerstream.e2e.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The compose file, read as Compose reads it: anchors and merges resolved, variables left as they are written. */
final class ComposeFile {
    static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    static final Path DIRECTORY = REPOSITORY.resolve("ops/compose");

    private final JsonNode document;

    private ComposeFile(JsonNode document) {
        this.document = document;
    }

    static ComposeFile read() {
        try (Reader reader = Files.newBufferedReader(DIRECTORY.resolve("compose.yaml"))) {
            // Jackson's YAML knows no merge keys; the parser below it does.
            Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            return new ComposeFile(new ObjectMapper().valueToTree(loaded));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    JsonNode document() {
        return document;
    }

    List<String> serviceNames() {
        List<String> names = new ArrayList<>();
        document.path("services").fieldNames().forEachRemaining(names::add);
        return names;
    }

    JsonNode service(String name) {
        return document.path("services").path(name);
    }

    /** The services that are built from this repository, by the name that the image recipe takes. */
    List<String> built() {
        return serviceNames().stream()
                .filter(name -> service(name).has("build"))
                .map(name ->
                        service(name).path("build").path("args").path("SERVICE").asText())
                .toList();
    }

    Map<String, String> environment(String service) {
        Map<String, String> environment = new LinkedHashMap<>();
        service(service)
                .path("environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        return environment;
    }

    /** The broker's settings by Kafka's own names, as its image derives them from the environment. */
    Map<String, String> brokerSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        environment("kafka").forEach((name, value) -> {
            if (name.startsWith("KAFKA_") && !name.equals("KAFKA_HEAP_OPTS")) {
                settings.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        return settings;
    }

    /** Every text of the file, keys left out. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        collect(document, texts);
        return texts;
    }

    /** What {@code ${NAME:-default}} says in place of a variable that is not set. */
    static Optional<String> fallback(String value) {
        return value.startsWith("${") && value.contains(":-")
                ? Optional.of(value.substring(value.indexOf(":-") + 2, value.length() - 1))
                : Optional.empty();
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isTextual()) texts.add(node.asText());
        node.forEach(child -> collect(child, texts));
    }
}
