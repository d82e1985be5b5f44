package dev.steerstream.model.files;

import java.nio.file.Path;

/** A model or adapter file cannot be used. The message names the file, the thing in it, its value, the rule and the remedy. */
public final class ModelFileException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_VALUE = 200;

    /** What helps when a file is damaged. */
    static final String FETCH_AGAIN = "The file is damaged or was cut short: fetch it again.";

    private final transient Path file;

    public ModelFileException(Path file, String thing, Object value, String rule, String remedy) {
        this(file, thing, value, rule, remedy, null);
    }

    public ModelFileException(Path file, String thing, Object value, String rule, String remedy, Throwable cause) {
        super(file + ": " + thing + " is " + shortened(value) + ", but " + rule + ". " + remedy, cause);
        this.file = file;
    }

    /** The file in question; null after deserialisation. */
    public Path file() {
        return file;
    }

    /** Values come from untrusted files: control characters are made visible and long ones cut. */
    private static String shortened(Object value) {
        String text = String.valueOf(value);
        String cut = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
