package dev.steerstream.core.grammar;

import java.util.Random;
import java.util.TreeSet;

/** The same random regular expression over a, b and c twice: ours, and a naive one that tries everything. */
final class RandomGrammar {
    /** Reads from every given place of a text; returns the places where it may end. */
    interface Naive {
        TreeSet<Integer> ends(Reading reading, TreeSet<Integer> starts);
    }

    /** A text that is read; remembers whether a byte was wanted behind its end. */
    static final class Reading {
        final String text;
        boolean wantedMore;

        Reading(String text) {
            this.text = text;
        }
    }

    private record Both(Expression ours, Naive naive, String shown) {}

    final Expressions make = new Expressions();
    final Expression expression;
    private final Naive naive;
    private final String shown;

    RandomGrammar(Random random) {
        Both both = any(random, 4);
        expression = both.ours;
        naive = both.naive;
        shown = both.shown;
    }

    boolean matches(String text) {
        return naive.ends(new Reading(text), new TreeSet<>(java.util.List.of(0)))
                .contains(text.length());
    }

    /** Whether a matching text begins so: no part of the expression is a dead end, so one that wants more can have it. */
    boolean fits(String text) {
        Reading reading = new Reading(text);
        return naive.ends(reading, new TreeSet<>(java.util.List.of(0))).contains(text.length()) || reading.wantedMore;
    }

    @Override
    public String toString() {
        return shown;
    }

    private Both any(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return letters(random);
        }
        Both one = any(random, depth - 1);
        Both two = any(random, depth - 1);
        switch (random.nextInt(3)) {
            case 0:
                return new Both(
                        make.sequence(one.ours, two.ours),
                        (reading, starts) -> two.naive.ends(reading, one.naive.ends(reading, starts)),
                        one.shown + two.shown);
            case 1:
                return new Both(
                        make.choice(one.ours, two.ours),
                        (reading, starts) -> {
                            TreeSet<Integer> ends = one.naive.ends(reading, starts);
                            ends.addAll(two.naive.ends(reading, starts));
                            return ends;
                        },
                        "(" + one.shown + "|" + two.shown + ")");
            default:
                return one.ours.nullable ? one : repeated(random, one);
        }
    }

    private Both letters(Random random) {
        StringBuilder letters = new StringBuilder();
        for (char c = 'a'; c <= 'c'; c++) {
            if (random.nextInt(3) == 0 || (c == 'c' && letters.isEmpty())) {
                letters.append(c);
            }
        }
        return new Both(
                make.bytes(ByteSet.of(letters.toString())),
                (reading, starts) -> {
                    TreeSet<Integer> ends = new TreeSet<>();
                    for (int start : starts) {
                        if (start == reading.text.length()) {
                            reading.wantedMore = true;
                        } else if (letters.indexOf(reading.text.substring(start, start + 1)) >= 0) {
                            ends.add(start + 1);
                        }
                    }
                    return ends;
                },
                "[" + letters + "]");
    }

    private Both repeated(Random random, Both body) {
        int least = random.nextInt(3);
        int most = random.nextBoolean() ? Expressions.UNBOUNDED : least + random.nextInt(30);
        return new Both(
                make.repeat(body.ours, least, most),
                (reading, starts) -> {
                    TreeSet<Integer> ends = new TreeSet<>();
                    TreeSet<Integer> at = new TreeSet<>(starts);
                    for (int times = 0; times <= most && !at.isEmpty(); times++) {
                        if (times >= least) {
                            ends.addAll(at);
                        }
                        if (times < most) {
                            at = body.naive.ends(reading, at);
                        }
                    }
                    return ends;
                },
                "(" + body.shown + "){" + least + "," + most + "}");
    }
}
