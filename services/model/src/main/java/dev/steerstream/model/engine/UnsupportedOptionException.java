package dev.steerstream.model.engine;

import java.util.List;

/** A load option that this build does not know, or cannot serve on this machine. */
public final class UnsupportedOptionException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final String option;
    private final String value;

    public UnsupportedOptionException(String option, String value, List<String> known) {
        super(Kind.USER, option + " is \"" + value + "\", but must be one of " + String.join(", ", known) + ".");
        this.option = option;
        this.value = value;
    }

    public UnsupportedOptionException(String option, String value, String rule) {
        super(Kind.RESOURCE, option + " is \"" + value + "\", but " + rule);
        this.option = option;
        this.value = value;
    }

    public String option() {
        return option;
    }

    public String value() {
        return value;
    }
}
