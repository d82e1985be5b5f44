package dev.steerstream.core.json;

import dev.steerstream.core.grammar.Expression;
import dev.steerstream.core.grammar.Expressions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** One given value, spelled in one way but for the whitespace between its parts. Not thread-safe. */
final class JsonLiteral {
    private final Expressions make;
    private final JsonSyntax syntax;

    JsonLiteral(Expressions make, JsonSyntax syntax) {
        this.make = make;
        this.syntax = syntax;
    }

    Expression of(Object value) {
        if (value instanceof String string) {
            return make.text(quoted(string));
        }
        if (value instanceof Map<?, ?> map) {
            Expression members = make.empty();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                Expression next = syntax.member(make.text(quoted((String) member.getKey())), of(member.getValue()));
                members = append(members, next);
            }
            return make.sequence(make.text("{"), syntax.space, members, syntax.space, make.text("}"));
        }
        if (value instanceof List<?> list) {
            Expression items = make.empty();
            for (Object item : list) {
                items = append(items, of(item));
            }
            return make.sequence(make.text("["), syntax.space, items, syntax.space, make.text("]"));
        }
        if (value instanceof Double || value instanceof Float) {
            return make.text(new BigDecimal(value.toString()).toString());
        }
        return make.text(String.valueOf(value)); // integers of any size, true, false, null
    }

    private Expression append(Expression before, Expression next) {
        return before == make.empty() ? next : make.sequence(before, make.text(","), syntax.space, next);
    }

    static String quoted(String string) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20 || lone(string, i)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    /** Half a surrogate pair has no UTF-8. */
    private static boolean lone(String string, int at) {
        char c = string.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == string.length() || !Character.isLowSurrogate(string.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(string.charAt(at - 1)));
    }
}
