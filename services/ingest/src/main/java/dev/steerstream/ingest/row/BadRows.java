package dev.steerstream.ingest.row;

import dev.steerstream.schemas.BadRow;

/** Writes bad rows so that they can be stored, sent and shown, whatever bytes they quote. */
public final class BadRows {

    private static final int LONGEST_VALUE = 200;
    private static final int LONGEST_RULE = 1_000;

    private BadRows() {}

    /**
     * Makes one.
     *
     * @param row 0-based number of the row, as its header has it, or null
     * @param value what stands there, or null where nothing does; cut to 200 characters
     */
    public static BadRow of(Long row, String field, Object value, String rule) {
        return shown(new BadRow(row == null ? null : row + 1, field, value == null ? null : value.toString(), rule));
    }

    /** One that somebody else made, as it can be stored and shown. */
    public static BadRow shown(BadRow bad) {
        return new BadRow(
                bad.line(),
                cut(bad.field(), LONGEST_VALUE),
                bad.value() == null ? null : cut(bad.value()),
                cut(bad.rule(), LONGEST_RULE));
    }

    /** At most 200 characters of a value. */
    static String cut(String value) {
        return cut(value, LONGEST_VALUE);
    }

    /** What no database stores (NUL) and no UTF-8 holds (half of a surrogate pair, which a cut may leave) is replaced. */
    private static String cut(String value, int longest) {
        String shown = value.length() <= longest ? value : value.substring(0, longest - 1) + "…";
        StringBuilder clean = new StringBuilder(shown.length());
        shown.codePoints()
                .map(point -> point == 0 || isSurrogate(point) ? '\uFFFD' : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** Of a code point: only an unpaired half is one. */
    static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
