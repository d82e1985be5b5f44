package dev.steerstream.core.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Whether a value is valid against a schema of the supported keywords, by the definitions of JSON Schema. */
final class NaiveValidator {
    private final Map<?, ?> document;

    NaiveValidator(Map<?, ?> document) {
        this.document = document;
    }

    boolean valid(Object value) {
        return valid(document, value);
    }

    private boolean valid(Object schema, Object value) {
        if (schema instanceof Boolean all) {
            return all;
        }
        Map<?, ?> keywords = (Map<?, ?>) schema;
        return keywords.entrySet().stream()
                .allMatch(entry -> keeps((String) entry.getKey(), entry.getValue(), keywords, value));
    }

    private boolean keeps(String keyword, Object rule, Map<?, ?> schema, Object value) {
        switch (keyword) {
            case "$ref":
                return valid(((Map<?, ?>) document.get("$defs")).get(((String) rule).substring(8)), value);
            case "anyOf":
                return ((List<?>) rule).stream().anyMatch(one -> valid(one, value));
            case "type":
                return rule instanceof List<?> list
                        ? list.stream().anyMatch(one -> JsonType.is((String) one, value))
                        : JsonType.is((String) rule, value);
            case "enum":
                return ((List<?>) rule).stream().anyMatch(one -> same(one, value));
            case "const":
                return same(rule, value);
            case "minLength":
                return !(value instanceof String text)
                        || length(text) >= number(rule).intValue();
            case "maxLength":
                return !(value instanceof String text)
                        || length(text) <= number(rule).intValue();
            case "minimum":
                return !(value instanceof BigDecimal number) || number.compareTo(number(rule)) >= 0;
            case "maximum":
                return !(value instanceof BigDecimal number) || number.compareTo(number(rule)) <= 0;
            case "exclusiveMinimum":
                return !(value instanceof BigDecimal number) || number.compareTo(number(rule)) > 0;
            case "exclusiveMaximum":
                return !(value instanceof BigDecimal number) || number.compareTo(number(rule)) < 0;
            case "minItems":
                return !(value instanceof List<?> list)
                        || list.size() >= number(rule).intValue();
            case "maxItems":
                return !(value instanceof List<?> list)
                        || list.size() <= number(rule).intValue();
            case "items":
                return !(value instanceof List<?> list) || list.stream().allMatch(item -> valid(rule, item));
            case "required":
                return !(value instanceof Map<?, ?> map) || map.keySet().containsAll((List<?>) rule);
            case "properties":
                return !(value instanceof Map<?, ?> map)
                        || ((Map<?, ?>) rule)
                                .entrySet().stream()
                                        .allMatch(one -> !map.containsKey(one.getKey())
                                                || valid(one.getValue(), map.get(one.getKey())));
            case "additionalProperties":
                return !(value instanceof Map<?, ?> map)
                        || map.entrySet().stream()
                                .allMatch(one -> schema.get("properties") instanceof Map<?, ?> named
                                                && named.containsKey(one.getKey())
                                        || valid(rule, one.getValue()));
            default:
                return true; // an annotation
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static BigDecimal number(Object value) {
        return new BigDecimal(value.toString());
    }

    private static boolean same(Object one, Object other) {
        if (one instanceof Number && other instanceof Number) {
            return number(one).compareTo(number(other)) == 0;
        }
        if (one instanceof List<?> list && other instanceof List<?> values) {
            return list.size() == values.size()
                    && IntStream.range(0, list.size()).allMatch(i -> same(list.get(i), values.get(i)));
        }
        if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> members) {
            return map.keySet().equals(members.keySet())
                    && map.keySet().stream().allMatch(name -> same(map.get(name), members.get(name)));
        }
        return Objects.equals(one, other);
    }
}
