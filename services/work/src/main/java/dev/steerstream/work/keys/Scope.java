package dev.steerstream.work.keys;

import dev.steerstream.work.errors.SteerStreamException;
import java.util.Locale;

/** What a key may do. No scope contains another: a key that publishes datasets and never reads answers has {@code submit} alone. */
public enum Scope {
    /** See tasks, datasets, requests, results and events. */
    READ,
    /** Publish datasets, start adaptations, evaluations and replays, ask for answers, and cancel those. */
    SUBMIT,
    /** Promote, ramp, retire, import, delete, redrive dead letters, read the audit, create and revoke keys. */
    OPERATE;

    /** As keys are stored and shown. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws SteerStreamException user {@code INVALID_SCOPE} */
    public static Scope of(String id) {
        for (Scope scope : values()) if (scope.id().equals(id)) return scope;
        throw SteerStreamException.user(
                "INVALID_SCOPE", "scope is \"" + id + "\": it is read, submit or operate", "Send another scope.");
    }
}
