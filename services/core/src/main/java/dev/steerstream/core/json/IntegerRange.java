package dev.steerstream.core.json;

import dev.steerstream.core.grammar.ByteSet;
import dev.steerstream.core.grammar.Expression;
import dev.steerstream.core.grammar.Expressions;
import java.util.ArrayList;
import java.util.List;

/** The decimal integers from one bound to another, digit by digit. Not thread-safe. */
final class IntegerRange {
    /** The widest range: as many digits as a JSON reader keeps exact in a long. */
    static final long LARGEST = 99_999_999_999_999_999L;

    private final Expressions make;

    IntegerRange(Expressions make) {
        this.make = make;
    }

    /** @param last included; both within {@link #LARGEST} of 0, and {@code first <= last} */
    Expression of(long first, long last) {
        List<Expression> parts = new ArrayList<>();
        if (first < 0) {
            parts.add(make.sequence(make.text("-"), positive(Math.max(1, -last), -first)));
        }
        if (last >= 0) {
            parts.add(positive(Math.max(0, first), last));
        }
        return make.choice(parts);
    }

    private Expression positive(long first, long last) {
        List<Expression> parts = new ArrayList<>();
        int longest = digits(last);
        for (int digits = digits(first); digits <= longest; digits++) {
            long least = Math.max(first, digits == 1 ? 0 : powerOfTen(digits - 1));
            long most = Math.min(last, powerOfTen(digits) - 1);
            parts.add(sameLength(String.valueOf(least), String.valueOf(most)));
        }
        return make.choice(parts);
    }

    private Expression sameLength(String least, String most) {
        if (least.isEmpty()) {
            return make.empty();
        }
        char low = least.charAt(0);
        char high = most.charAt(0);
        String leastRest = least.substring(1);
        String mostRest = most.substring(1);
        if (low == high) {
            return make.sequence(digit(low, high), sameLength(leastRest, mostRest));
        }
        int rest = leastRest.length();
        return make.choice(
                make.sequence(digit(low, low), sameLength(leastRest, "9".repeat(rest))),
                make.sequence(digit(low + 1, high - 1), make.repeat(digit('0', '9'), rest, rest)),
                make.sequence(digit(high, high), sameLength("0".repeat(rest), mostRest)));
    }

    private Expression digit(int first, int last) {
        return make.bytes(ByteSet.range(first, last));
    }

    private static int digits(long value) {
        return String.valueOf(value).length();
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
