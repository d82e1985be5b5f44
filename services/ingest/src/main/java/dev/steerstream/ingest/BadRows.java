package dev.steerstream.ingest;

import dev.steerstream.schemas.BadRow;

/** Writes bad rows so that they can be stored and shown: values cut, characters that no database stores replaced. */
final class BadRows {

    private static final int LONGEST_VALUE = 200;

    private BadRows() {}

    static BadRow of(Long line, String field, Object value, String rule) {
        return new BadRow(line, field, value == null ? null : cut(value.toString()), rule);
    }

    static String cut(String value) {
        String shown = value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE - 1) + "…";
        return shown.replace('\u0000', '\uFFFD');
    }
}
