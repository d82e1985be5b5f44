package dev.steerstream.gateway.openai.parameters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.schemas.Contracts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The parameters of a request, each taken by name and type; one that is null counts as left out. What nobody has taken at the end is refused, so that
 * no parameter is without effect in silence. Every refusal is 400 and names the parameter. For one thread.
 */
public final class Parameters {
    private final ObjectNode given;
    private final String prefix;
    private final Set<String> taken = new HashSet<>();

    public Parameters(ObjectNode given) {
        this(given, "");
    }

    private Parameters(ObjectNode given, String prefix) {
        this.given = given;
        this.prefix = prefix;
    }

    /** Null where it is left out. */
    public String text(String name) {
        JsonNode value = take(name, JsonNode::isTextual, "a text");
        return value == null ? null : value.textValue();
    }

    public String requiredText(String name) {
        String value = text(name);
        if (value == null || value.isEmpty()) throw missing(name);
        return value;
    }

    public Boolean flag(String name) {
        JsonNode value = take(name, JsonNode::isBoolean, "true or false");
        return value == null ? null : value.booleanValue();
    }

    public Integer integer(String name) {
        JsonNode value =
                take(name, node -> node.isIntegralNumber() && node.canConvertToInt(), "a whole number of 32 bits");
        return value == null ? null : value.intValue();
    }

    public Long whole(String name) {
        JsonNode value =
                take(name, node -> node.isIntegralNumber() && node.canConvertToLong(), "a whole number of 64 bits");
        return value == null ? null : value.longValue();
    }

    public Double number(String name) {
        JsonNode value = take(name, node -> node.isNumber() && Double.isFinite(node.doubleValue()), "a finite number");
        return value == null ? null : value.doubleValue();
    }

    /** Of any type. */
    public JsonNode any(String name) {
        return take(name, node -> true, "");
    }

    /** Its own parameters, to be taken in turn. */
    public Optional<Parameters> object(String name) {
        JsonNode value = take(name, JsonNode::isObject, "an object");
        return value == null ? Optional.empty() : Optional.of(new Parameters((ObjectNode) value, prefix + name + "."));
    }

    public List<Parameters> objects(String name) {
        JsonNode value = take(name, JsonNode::isArray, "a list");
        if (value == null) throw missing(name);
        List<Parameters> objects = new ArrayList<>();
        for (JsonNode item : value) {
            String place = name + "." + objects.size();
            if (!item.isObject()) throw wrongType(place, item, "an object");
            objects.add(new Parameters((ObjectNode) item, prefix + place + "."));
        }
        return objects;
    }

    /** In the contracts' form of this type. */
    public <T> T as(String name, Class<T> type, String expected) {
        JsonNode value = any(name);
        if (value == null) return null;
        try {
            return Contracts.mapper().treeToValue(value, type);
        } catch (JsonProcessingException wrong) {
            throw wrongType(name, value, expected);
        }
    }

    /**
     * A parameter of OpenAI's that this installation does not have.
     *
     * @param withoutEffect values that ask for nothing; empty lists and objects do not either
     * @throws ProblemException 400 {@code UNSUPPORTED_PARAMETER} where it asks for something
     */
    public void unsupported(String name, String... withoutEffect) {
        JsonNode value = any(name);
        if (value == null || (value.isContainerNode() && value.isEmpty())) return;
        String text = value.isTextual() ? value.textValue() : value.toString();
        if (Arrays.asList(withoutEffect).contains(text)) return;
        throw unsupportedValue(name, value, "this installation does not support it");
    }

    /** 400 {@code UNSUPPORTED_PARAMETER} for a value that OpenAI takes and this installation does not. */
    public ProblemException unsupportedValue(String name, Object value, String why) {
        return ProblemException.malformed(
                        "UNSUPPORTED_PARAMETER",
                        prefix + name + " is " + Rules.shown(value) + ": " + why,
                        "Leave it out.")
                .about(prefix + name);
    }

    public ProblemException missing(String name) {
        return ProblemException.malformed(
                        "MISSING_PARAMETER",
                        prefix + name + " is missing: it is required",
                        "Send " + prefix + name + ".")
                .about(prefix + name);
    }

    public ProblemException wrongType(String name, JsonNode value, String expected) {
        return ProblemException.malformed(
                        "WRONG_TYPE",
                        prefix + name + " is " + Rules.shown(value) + ": it must be " + expected,
                        "Send it so, or leave it out.")
                .about(prefix + name);
    }

    /** The full name of one of these. */
    public String path(String name) {
        return prefix + name;
    }

    /** @throws ProblemException 400 {@code UNKNOWN_MEMBER} naming one that nobody has taken */
    public void end() {
        for (Iterator<String> names = given.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (taken.contains(name)) continue;
            throw ProblemException.malformed(
                            "UNKNOWN_MEMBER",
                            "parameter " + Rules.shown(prefix + name) + " is not known",
                            "Leave it out or correct its name.")
                    .about(prefix + name);
        }
    }

    private JsonNode take(String name, Predicate<JsonNode> right, String expected) {
        taken.add(name);
        JsonNode value = given.get(name);
        if (value == null || value.isNull()) return null;
        if (right.test(value)) return value;
        throw wrongType(name, value, expected);
    }
}
