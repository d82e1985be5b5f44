package dev.steerstream.evaluation.rows;

import com.fasterxml.jackson.databind.JsonNode;

/** A row, or a file of rows, is not of a form that can be judged. */
public final class InvalidRowException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 80;

    InvalidRowException(String message) {
        super(message);
    }

    InvalidRowException(int line, String field, JsonNode value, String rule) {
        this("line " + line + ": " + field + " is " + shown(value) + ", but must be " + rule + ".");
    }

    private static String shown(JsonNode value) {
        if (value == null || value.isMissingNode()) return "missing";
        String text = value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }
}
