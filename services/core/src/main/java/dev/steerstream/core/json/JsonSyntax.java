package dev.steerstream.core.json;

import dev.steerstream.core.grammar.ByteSet;
import dev.steerstream.core.grammar.Expression;
import dev.steerstream.core.grammar.Expressions;
import dev.steerstream.core.grammar.Rule;

/**
 * The parts of JSON (RFC 8259) as expressions over UTF-8. Numbers have at most {@value #DIGITS} digits on either side of the point and two in
 * the exponent, and whitespace is at most one space or one indented new line: a model that loops must come to an end. Not thread-safe.
 */
final class JsonSyntax {
    private static final int DIGITS = 17;
    private static final int INDENTATION = 64;
    private static final ByteSet DIGIT = ByteSet.of("0123456789");
    private static final ByteSet HEX = ByteSet.of("0123456789abcdefABCDEF");
    private static final ByteSet CONTINUATION = ByteSet.range(0x80, 0xbf);

    private final Expressions make;
    private final Expression character;
    private final Rule any = new Rule("any value");
    final Expression space;

    JsonSyntax(Expressions make) {
        this.make = make;
        this.character = character();
        this.space = make.choice(
                make.empty(),
                make.text(" "),
                make.sequence(make.text("\n"), make.repeat(make.bytes(ByteSet.of(" \t")), 0, INDENTATION)));
        any.define(make.choice(
                object(string(0, Expressions.UNBOUNDED), make.reference(any)),
                array(make.reference(any), 0, Expressions.UNBOUNDED),
                string(0, Expressions.UNBOUNDED),
                number(),
                make.text("true"),
                make.text("false"),
                make.text("null")));
    }

    Expression any() {
        return make.reference(any);
    }

    /** Any object. */
    Expression object() {
        return object(string(0, Expressions.UNBOUNDED), any());
    }

    /** An object of any number of members of one kind. */
    Expression object(Expression name, Expression value) {
        return list("{", member(name, value), 0, Expressions.UNBOUNDED, "}");
    }

    Expression member(Expression name, Expression value) {
        return make.sequence(name, make.text(":"), space, value);
    }

    Expression array(Expression item, int least, int most) {
        return list("[", item, least, most, "]");
    }

    private Expression list(String open, Expression item, int least, int most, String close) {
        Expression end = make.sequence(space, make.text(close));
        Expression none = least == 0 ? end : make.nothing();
        int more = most == Expressions.UNBOUNDED ? most : most - 1;
        Expression some = most == 0
                ? make.nothing()
                : make.sequence(
                        item,
                        make.repeat(make.sequence(make.text(","), space, item), Math.max(0, least - 1), more),
                        end);
        return make.sequence(make.text(open), space, make.choice(none, some));
    }

    /** A string of so many Unicode characters, however each is written. */
    Expression string(int least, int most) {
        return make.sequence(make.text("\""), make.repeat(character, least, most), make.text("\""));
    }

    Expression integer() {
        return make.sequence(
                make.optional(make.text("-")),
                make.choice(
                        make.text("0"),
                        make.sequence(
                                make.bytes(DIGIT.without(ByteSet.of("0"))),
                                make.repeat(make.bytes(DIGIT), 0, DIGITS - 1))));
    }

    Expression number() {
        Expression fraction = make.sequence(make.text("."), make.repeat(make.bytes(DIGIT), 1, DIGITS));
        Expression exponent = make.sequence(
                make.bytes(ByteSet.of("eE")),
                make.optional(make.bytes(ByteSet.of("+-"))),
                make.repeat(make.bytes(DIGIT), 1, 2));
        return make.sequence(integer(), make.optional(fraction), make.optional(exponent));
    }

    /** One character inside a string: as it is, or escaped; a surrogate pair is one. */
    private Expression character() {
        Expression hex = make.bytes(HEX);
        Expression highSurrogate =
                make.sequence(make.bytes(ByteSet.of("dD")), make.bytes(ByteSet.of("89abAB")), hex, hex);
        Expression lowSurrogate =
                make.sequence(make.bytes(ByteSet.of("dD")), make.bytes(ByteSet.of("cdefCDEF")), hex, hex);
        Expression plain = make.choice(
                make.sequence(make.bytes(HEX.without(ByteSet.of("dD"))), hex, hex, hex),
                make.sequence(make.bytes(ByteSet.of("dD")), make.bytes(ByteSet.of("01234567")), hex, hex));
        Expression unicode = make.choice(plain, make.sequence(highSurrogate, make.text("\\u"), lowSurrogate));
        Expression escape = make.sequence(
                make.text("\\"),
                make.choice(make.bytes(ByteSet.of("\"\\/bfnrt")), make.sequence(make.text("u"), unicode)));
        Expression ascii = make.bytes(ByteSet.range(0x20, 0x7f).without(ByteSet.of("\"\\")));
        return make.choice(ascii, escape, multibyte());
    }

    /** Well-formed UTF-8 of two to four bytes (Unicode, table 3-7). */
    private Expression multibyte() {
        Expression more = make.bytes(CONTINUATION);
        return make.choice(
                make.sequence(lead(0xc2, 0xdf), more),
                make.sequence(lead(0xe0, 0xe0), lead(0xa0, 0xbf), more),
                make.sequence(lead(0xe1, 0xec), more, more),
                make.sequence(lead(0xed, 0xed), lead(0x80, 0x9f), more),
                make.sequence(lead(0xee, 0xef), more, more),
                make.sequence(lead(0xf0, 0xf0), lead(0x90, 0xbf), more, more),
                make.sequence(lead(0xf1, 0xf3), more, more, more),
                make.sequence(lead(0xf4, 0xf4), lead(0x80, 0x8f), more, more));
    }

    private Expression lead(int first, int last) {
        return make.bytes(ByteSet.range(first, last));
    }
}
