package dev.steerstream.work.jobs;

import java.util.Locale;

/** What a job does; each kind has workers of its own. */
public enum JobKind {
    WARM_START,
    EXTRACTION,
    EVALUATION;

    /** The value of the column {@code kind}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobKind of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
