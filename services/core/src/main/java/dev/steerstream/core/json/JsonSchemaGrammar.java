package dev.steerstream.core.json;

import dev.steerstream.core.grammar.Expression;
import dev.steerstream.core.grammar.Expressions;
import dev.steerstream.core.grammar.GrammarAutomaton;
import dev.steerstream.core.grammar.Rule;
import dev.steerstream.core.vocabulary.VocabularyTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compiles a JSON Schema (2020-12) to an automaton. Supported: {@code type} (one or a list), {@code enum}, {@code const}, {@code anyOf},
 * {@code $ref} into the same document ({@code $defs}, {@code definitions}, recursion too); for objects {@code properties}, {@code required},
 * {@code additionalProperties}; for arrays {@code items}, {@code minItems}, {@code maxItems}; for strings {@code minLength}, {@code
 * maxLength}; for integers {@code minimum}, {@code maximum}, {@code exclusiveMinimum}, {@code exclusiveMaximum}. Annotations are read over.
 * Every other keyword is refused by name: no answer may look checked that was not.
 *
 * <p>Members are written in the schema's order; where {@code properties} are named no others are written, whatever is allowed. One
 * compilation. Not thread-safe.
 */
public final class JsonSchemaGrammar {
    static final int DEEPEST = 64;
    static final int MOST_NODES = 10_000;

    private final Expressions make = new Expressions();
    private final JsonSyntax syntax = new JsonSyntax(make);
    private final JsonLiteral literal = new JsonLiteral(make, syntax);
    private final JsonObjects objects = new JsonObjects(make, syntax);
    private final IntegerRange integers = new IntegerRange(make);
    private final Map<String, Rule> rules = new HashMap<>();
    private final SchemaNode document;
    private int nodes;

    private JsonSchemaGrammar(Object schema) {
        SchemaSize.refuseTooLarge(schema);
        this.document = SchemaNode.of(schema, "");
    }

    /** Any JSON object. */
    public static GrammarAutomaton object(VocabularyTree vocabulary, int[] endOfText) {
        Expressions make = new Expressions();
        return new GrammarAutomaton(make, new JsonSyntax(make).object(), vocabulary, endOfText);
    }

    /**
     * What is valid against a schema.
     *
     * @param schema a map as any JSON reader makes it, or true
     * @throws UnsupportedSchemaException naming the place and the keyword
     * @throws dev.steerstream.core.grammar.UnwritableGrammarException where nothing that the vocabulary can write is valid
     */
    public static GrammarAutomaton of(Object schema, VocabularyTree vocabulary, int[] endOfText) {
        JsonSchemaGrammar grammar = new JsonSchemaGrammar(schema);
        Expression root = grammar.compile(grammar.document, 0);
        return new GrammarAutomaton(grammar.make, root, vocabulary, endOfText);
    }

    private Expression compile(SchemaNode node, int depth) {
        if (depth > DEEPEST || ++nodes > MOST_NODES) {
            throw new UnsupportedSchemaException(
                    node.pointer(),
                    "is too much: at most " + DEEPEST + " schemas in one another and " + MOST_NODES + " in all.");
        }
        SchemaKeywords.refuseUnknown(node);
        SchemaSize.refuseTooLong(node);
        if (node.has("$ref")) {
            SchemaKeywords.refuseBeside(node, "$ref", Set.of());
            return reference(node, depth);
        }
        if (node.has("anyOf")) {
            SchemaKeywords.refuseBeside(node, "anyOf", Set.of());
            List<Expression> alternatives = new ArrayList<>();
            for (int i = 0; i < node.list("anyOf").size(); i++) {
                alternatives.add(compile(node.child("anyOf", i), depth + 1));
            }
            return make.choice(alternatives);
        }
        if (node.has("const") || node.has("enum")) {
            String keyword = node.has("const") ? "const" : "enum";
            SchemaKeywords.refuseBeside(node, keyword, Set.of("type"));
            List<?> values = keyword.equals("enum") ? node.list("enum") : singleton(node.value("const"));
            return literals(node, keyword, values);
        }
        List<Expression> alternatives = new ArrayList<>();
        for (String type : JsonType.of(node)) {
            alternatives.add(typed(type, node, depth));
        }
        return alternatives.isEmpty() ? syntax.any() : make.choice(alternatives);
    }

    private static List<?> singleton(Object value) {
        List<Object> list = new ArrayList<>();
        list.add(value); // null too
        return list;
    }

    private Expression literals(SchemaNode node, String keyword, List<?> values) {
        List<String> types = JsonType.of(node);
        List<Expression> alternatives = new ArrayList<>();
        for (Object value : values) {
            if (types.isEmpty() || types.stream().anyMatch(type -> JsonType.is(type, value))) {
                alternatives.add(literal.of(value));
            }
        }
        if (alternatives.isEmpty()) {
            throw node.refusal(keyword, "has no value of type " + types + ", so nothing is valid.");
        }
        return make.choice(alternatives);
    }

    private Expression typed(String type, SchemaNode node, int depth) {
        switch (type) {
            case "object":
                return object(node, depth);
            case "array":
                return array(node, depth);
            case "string":
                return bounded(node, "minLength", "maxLength", syntax::string);
            case "integer":
                return integer(node);
            case "number":
                if (node.hasAny(SchemaKeywords.INTEGER)) {
                    throw node.refusal("type", "is number with bounds; bounds are supported for integer only.");
                }
                return syntax.number();
            case "boolean":
                return make.choice(make.text("true"), make.text("false"));
            default:
                return make.text("null");
        }
    }

    private interface Bounded {
        Expression of(int least, int most);
    }

    private static Expression bounded(SchemaNode node, String least, String most, Bounded made) {
        int from = node.count(least, 0);
        int to = node.count(most, Expressions.UNBOUNDED);
        if (to < from) {
            throw node.refusal(most, "is " + to + ", below " + least + " " + from + ", so nothing is valid.");
        }
        return made.of(from, to);
    }

    private Expression array(SchemaNode node, int depth) {
        Expression item = node.has("items") ? compile(node.child("items"), depth + 1) : syntax.any();
        return bounded(node, "minItems", "maxItems", (least, most) -> syntax.array(item, least, most));
    }

    private Expression integer(SchemaNode node) {
        if (!node.hasAny(SchemaKeywords.INTEGER)) {
            return syntax.integer();
        }
        long least = -IntegerRange.LARGEST;
        long most = IntegerRange.LARGEST;
        if (node.has("minimum")) {
            least = Math.max(least, node.integer("minimum"));
        }
        if (node.has("exclusiveMinimum")) {
            long bound = node.integer("exclusiveMinimum");
            least = Math.max(least, bound == Long.MAX_VALUE ? bound : bound + 1);
        }
        if (node.has("maximum")) {
            most = Math.min(most, node.integer("maximum"));
        }
        if (node.has("exclusiveMaximum")) {
            long bound = node.integer("exclusiveMaximum");
            most = Math.min(most, bound == Long.MIN_VALUE ? bound : bound - 1);
        }
        if (most < least) {
            throw node.refusal("type", "is integer from " + least + " to " + most + ", so nothing is valid.");
        }
        return integers.of(least, most);
    }

    private Expression object(SchemaNode node, int depth) {
        List<?> required = node.has("required") ? (List<?>) requireList(node) : List.of();
        Object additional = node.has("additionalProperties") ? node.value("additionalProperties") : Boolean.TRUE;
        boolean closed = Boolean.FALSE.equals(additional);
        Expression others = closed
                ? null
                : compile(
                        node.has("additionalProperties")
                                ? node.child("additionalProperties")
                                : SchemaNode.of(true, node.pointer()),
                        depth + 1);
        List<JsonObjects.Member> members = new ArrayList<>();
        if (node.has("properties")) {
            for (Object name : node.object("properties").keySet()) {
                String property = (String) name;
                members.add(new JsonObjects.Member(
                        property, compile(node.child("properties", property), depth + 1), required.contains(property)));
            }
        }
        for (Object name : required) {
            if (members.stream().noneMatch(member -> member.name().equals(name))) {
                if (closed) {
                    throw node.refusal("required", "names " + name + ", which additionalProperties forbids.");
                }
                members.add(new JsonObjects.Member((String) name, others, true));
            }
        }
        if (members.isEmpty()) {
            return closed ? objects.of(members) : syntax.object(syntax.string(0, Expressions.UNBOUNDED), others);
        }
        return objects.of(members);
    }

    private static List<?> requireList(SchemaNode node) {
        if (node.value("required") instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list;
        }
        throw node.refusal("required", "must be a list of names.");
    }

    private Expression reference(SchemaNode node, int depth) {
        String target = String.valueOf(node.value("$ref"));
        Rule known = rules.get(target);
        if (known == null) {
            known = new Rule(target);
            rules.put(target, known);
            known.define(compile(SchemaPointer.resolve(document, node, target), depth + 1));
        }
        return make.reference(known);
    }
}
