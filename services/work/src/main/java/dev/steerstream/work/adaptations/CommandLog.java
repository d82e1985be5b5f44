package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which commands came, each once under its id: rows of {@code adaptation_command}, in the caller's transaction. Stateless. */
final class CommandLog {
    private CommandLog() {}

    /** What a command of this id had for content; empty where none came. */
    static Optional<String> contentHash(Handle handle, String tenant, String command) {
        return handle.createQuery(
                        "select content_hash from adaptation_command where tenant = :tenant and command = :command")
                .bind("tenant", tenant)
                .bind("command", command)
                .mapTo(String.class)
                .findOne();
    }

    static void record(Handle handle, String tenant, AdaptationCommand command, String hash, Outcome outcome) {
        handle.createUpdate(
                        "insert into adaptation_command (tenant, command, content_hash, action, task, outcome)"
                                + " values (:tenant, :command, :hash, :action, :task, :outcome) on conflict (tenant, command) do nothing")
                .bind("tenant", tenant)
                .bind("command", command.id())
                .bind("hash", hash)
                .bind("action", command.action().name().toLowerCase(Locale.ROOT))
                .bind("task", command.task())
                .bind("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .execute();
    }
}
