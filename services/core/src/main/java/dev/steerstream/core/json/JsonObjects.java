package dev.steerstream.core.json;

import dev.steerstream.core.grammar.Expression;
import dev.steerstream.core.grammar.Expressions;
import java.util.List;

/** Objects with named members, in one order. Not thread-safe. */
final class JsonObjects {
    /** @param required whether it must be written */
    record Member(String name, Expression value, boolean required) {}

    private final Expressions make;
    private final JsonSyntax syntax;

    JsonObjects(Expressions make, JsonSyntax syntax) {
        this.make = make;
        this.syntax = syntax;
    }

    /**
     * Built from the end: what may follow a member is one expression, shared by all the ways that lead there, so that the size grows with the
     * number of members only.
     */
    Expression of(List<Member> members) {
        Expression end = make.sequence(syntax.space, make.text("}"));
        Expression after = end; // something is written before
        Expression first = end; // nothing is
        for (int i = members.size() - 1; i >= 0; i--) {
            Member member = members.get(i);
            Expression written = syntax.member(make.text(JsonLiteral.quoted(member.name())), member.value());
            Expression begun = make.sequence(written, after);
            Expression joined = make.sequence(make.text(","), syntax.space, written, after);
            first = member.required() ? begun : make.choice(begun, first);
            after = member.required() ? joined : make.choice(joined, after);
        }
        return make.sequence(make.text("{"), syntax.space, first);
    }
}
