package dev.steerstream.cli.platform;

import java.util.Locale;

/** What a service's process is up to. */
enum ServiceState {
    STARTING,
    READY,
    /** It was ready, and now its readiness check says no; its log or the check's body says why. */
    NOT_READY,
    /** Its process ended by itself and starts again after a pause. */
    RESTARTING,
    STOPPED;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
