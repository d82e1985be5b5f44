package dev.steerstream.work.audit;

import dev.steerstream.work.database.Json;
import org.jdbi.v3.core.Handle;

/** Writes the audit within the transaction that it tells of: what was not done leaves no row. Stateless. */
public final class Audit {
    private Audit() {}

    /**
     * @param actor who did it: {@code key ID}, {@code command ID}, {@code gateway NAME}
     * @param action a verb, such as {@code delete}
     * @param subject kind and id of what it was done to, such as {@code dataset tickets}
     * @param detail anything that JSON can hold and that may be kept; null for nothing
     */
    public static void write(Handle handle, String tenant, String actor, String action, String subject, Object detail) {
        handle.createUpdate("insert into audit (tenant, actor, action, subject, detail)"
                        + " values (:tenant, :actor, :action, :subject, cast(:detail as jsonb))")
                .bind("tenant", tenant)
                .bind("actor", actor)
                .bind("action", action)
                .bind("subject", subject)
                .bind("detail", Json.write(detail))
                .execute();
    }
}
