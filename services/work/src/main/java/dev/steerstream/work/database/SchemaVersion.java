package dev.steerstream.work.database;

import dev.steerstream.work.errors.SteerStreamException;
import java.util.Optional;

/** Refuses to work on a database whose schema this build does not know. */
public final class SchemaVersion {
    /** The oldest schema that has all that this build's queries name. */
    public static final int NEEDED = 20;

    private SchemaVersion() {}

    /**
     * Schemas evolve by addition, so a newer one is fine.
     *
     * @throws SteerStreamException resource {@code DATABASE_SCHEMA} where the schema is missing or older than {@link #NEEDED}
     */
    public static void require(Database database) {
        Optional<String> found = database.schemaVersion();
        if (found.isPresent() && Integer.parseInt(found.get().split("\\.", -1)[0]) >= NEEDED) return;
        throw SteerStreamException.resource(
                "DATABASE_SCHEMA",
                "the database's schema version is " + found.orElse("missing") + ", this build needs at least " + NEEDED,
                "Run the migrations of this build before its services.");
    }
}
