package dev.steerstream.tracker.access;

import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.keys.Sessions;
import jakarta.inject.Singleton;

/** Whether what was shown at the entrance is still good: a session ends with its logout and with its key, a key by being revoked. Safe from any thread. */
@Singleton
public class Admission {
    private final Sessions sessions;
    private final ApiKeys keys;

    Admission(Sessions sessions, ApiKeys keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    public boolean lasts(Shown shown) {
        if (shown.session() != null) return sessions.principal(shown.session()).isPresent();
        return shown.secret() == null || keys.principal(shown.secret()).isPresent();
    }
}
