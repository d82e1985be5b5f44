package dev.steerstream.model.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.model.architecture.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** transformers' config.json. A null counts as absent. */
final class JsonSettings implements Settings {
    private static final int LARGEST = 1 << 20;

    private final Path file;
    private final ObjectNode json;

    JsonSettings(Path file) {
        this.file = file;
        this.json = StrictJson.read(file, LARGEST);
    }

    @Override
    public Optional<Integer> integer(String name) {
        return typed(name, node -> node.isIntegralNumber() && node.canConvertToInt(), JsonNode::intValue, "an integer");
    }

    @Override
    public Optional<Double> number(String name) {
        return typed(name, JsonNode::isNumber, JsonNode::doubleValue, "a number");
    }

    @Override
    public Optional<Boolean> flag(String name) {
        return typed(name, JsonNode::isBoolean, JsonNode::booleanValue, "true or false");
    }

    @Override
    public Optional<String> text(String name) {
        return typed(name, JsonNode::isTextual, JsonNode::textValue, "a text");
    }

    @Override
    public Optional<List<String>> texts(String name) {
        return typed(name, JsonNode::isArray, JsonSettings::list, "a list of texts");
    }

    private static List<String> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    boolean has(String name) {
        return !at(name).isMissingNode() && !at(name).isNull();
    }

    private JsonNode at(String name) {
        JsonNode node = json;
        for (String step : name.split("\\.", -1)) {
            node = node.path(step);
        }
        return node;
    }

    private <T> Optional<T> typed(String name, Predicate<JsonNode> is, Function<JsonNode, T> value, String expected) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode node = at(name);
        if (!is.test(node)) {
            throw refused(name, node, "it must be " + expected);
        }
        return Optional.of(value.apply(node));
    }

    @Override
    public ModelFileException refused(String name, Object value, String rule) {
        return new ModelFileException(file, name, value, rule, ConfigReader.REMEDY);
    }
}
