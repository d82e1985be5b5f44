package dev.steerstream.schemas;

/**
 * Why something did not succeed.
 *
 * @param code stable, upper case, e.g. {@code EXPIRED}
 * @param message one sentence naming the thing, the value and the rule
 * @param advice what to do about it
 */
public record Failure(Kind kind, String code, String message, String advice) {

    /** Who can mend it: the sender (never retried), time (retried), the operator's machine, or us. */
    public enum Kind {
        USER,
        TRANSIENT,
        RESOURCE,
        DEFECT
    }
}
