package dev.steerstream.gateway.openai.files;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.gateway.openai.files.FileViews.StoredFile;
import dev.steerstream.gateway.openai.parameters.ListQuery;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Files as rows over artefacts. Memory is one piece of a file, whatever its length. Safe from any thread. */
@Singleton
public class FileStore {
    private static final int SWEEP = 100;
    private static final String COLUMNS =
            "select file, filename, purpose, digest, bytes, created_at, expires_at from file";

    private final Database database;
    private final ArtefactStore artefacts;

    public FileStore(Database database, ArtefactStore artefacts) {
        this.database = database;
        this.artefacts = artefacts;
    }

    /** Stores what the stream has, under a new id. */
    public StoredFile add(Tenant tenant, String filename, String purpose, InputStream content, Duration kept) {
        return database.inTransaction(handle -> add(handle, tenant, filename, purpose, content, kept));
    }

    /**
     * As above in the caller's transaction.
     *
     * @param kept null for good
     */
    public StoredFile add(
            Handle handle, Tenant tenant, String filename, String purpose, InputStream content, Duration kept) {
        String digest;
        try {
            digest = artefacts.put(handle, tenant.name(), ArtefactKind.FILE, content);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return handle.createQuery("insert into file (tenant, file, filename, purpose, digest, bytes, created_at,"
                        + " expires_at) select :tenant, 'file-' || lpad(to_hex((extract(epoch from now_at) * 1000000)::bigint), "
                        + FileIds.TIME_DIGITS + ", '0') || :random, :filename, :purpose, :digest, bytes, now_at,"
                        + " now_at + :kept from artefact, (select clock_timestamp() now_at) clock"
                        + " where tenant = :tenant and digest = :digest"
                        + " returning file, filename, purpose, digest, bytes, created_at, expires_at")
                .bind("tenant", tenant.name())
                .bind("random", FileIds.random())
                .bind("filename", filename)
                .bind("purpose", purpose)
                .bind("digest", digest)
                .bindByType("kept", kept, Duration.class)
                .map(FileStore::read)
                .one();
    }

    public Optional<StoredFile> find(Tenant tenant, String file) {
        return database.read(handle -> handle.createQuery(COLUMNS + " where tenant = :tenant and file = :file"
                        + " and (expires_at is null or expires_at > clock_timestamp())")
                .bind("tenant", tenant.name())
                .bind("file", file)
                .map(FileStore::read)
                .findOne());
    }

    /**
     * A file for this purpose.
     *
     * @param parameter that names it
     * @throws ProblemException 404 where there is none, 400 where it is for another purpose
     */
    public StoredFile require(Tenant tenant, String parameter, String file, String purpose) {
        StoredFile found =
                find(tenant, file).orElseThrow(() -> unknown(tenant, file).about(parameter));
        Rules.require(
                found.purpose().equals(purpose),
                parameter,
                file,
                "its purpose is " + found.purpose() + " and must be " + purpose);
        return found;
    }

    /** The bytes as a file on this machine; it belongs to a cache and is only read. */
    public Path content(Tenant tenant, String digest) {
        try {
            return artefacts.get(tenant.name(), digest);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * One more than asked for, where there is more.
     *
     * @throws ProblemException where {@code after} is no place in the list; the place of a file that is gone stays
     */
    List<StoredFile> list(Tenant tenant, String purpose, ListQuery query, boolean oldestFirst) {
        String order = oldestFirst ? "asc" : "desc";
        OffsetDateTime place = query.after() == null ? null : place(tenant, query.after());
        return database.read(handle -> handle.createQuery(COLUMNS + " where tenant = :tenant"
                        + " and (cast(:purpose as text) is null or purpose = :purpose)"
                        + " and (cast(:after as text) is null or (created_at, cast(file as text)) "
                        + (oldestFirst ? ">" : "<") + " (cast(:place as timestamptz), cast(:after as text)))"
                        + " and (expires_at is null or expires_at > clock_timestamp())"
                        + " order by created_at " + order + ", cast(file as text) " + order + " limit :limit")
                .bind("tenant", tenant.name())
                .bind("purpose", purpose)
                .bind("after", query.after())
                .bindByType("place", place, OffsetDateTime.class)
                .bind("limit", query.limit() + 1)
                .map(FileStore::read)
                .list());
    }

    private OffsetDateTime place(Tenant tenant, String file) {
        Optional<Instant> place = database.read(
                        handle -> handle.createQuery(COLUMNS + " where tenant = :tenant and file = :file")
                                .bind("tenant", tenant.name())
                                .bind("file", file)
                                .map(FileStore::read)
                                .findOne()
                                .map(StoredFile::createdAt))
                .or(() -> FileIds.createdAt(file));
        Rules.require(place.isPresent(), "after", file, ListQuery.PLACE);
        return place.orElseThrow().atOffset(ZoneOffset.UTC);
    }

    /**
     * Removes a file, and its bytes where no other has them.
     *
     * @throws ProblemException 404 where there is none, 409 {@code FILE_IN_USE} while a job or batch reads it
     */
    void delete(Tenant tenant, String file) {
        database.useTransaction(handle -> {
            StoredFile found = handle.createQuery(COLUMNS + " where tenant = :tenant and file = :file for update")
                    .bind("tenant", tenant.name())
                    .bind("file", file)
                    .map(FileStore::read)
                    .findOne()
                    .orElseThrow(() -> unknown(tenant, file));
            if (inUse(handle, tenant.name(), file)) {
                throw ProblemException.conflict(
                        "FILE_IN_USE",
                        "file " + Rules.shown(file) + " is read by a batch or a fine-tuning job that has not ended",
                        "Wait for its end, or cancel it first.");
            }
            remove(handle, tenant.name(), found);
        });
    }

    private static boolean inUse(Handle handle, String tenant, String file) {
        return handle.createQuery("select exists (select from batch where tenant = :tenant and input_file = :file"
                        + " and ended_at is null) or exists (select from fine_tuning_job where tenant = :tenant"
                        + " and :file in (training_file, validation_file) and ended_at is null)")
                .bind("tenant", tenant)
                .bind("file", file)
                .mapTo(Boolean.class)
                .one();
    }

    /** Removes files whose time is over and which nobody reads; how many. */
    int expire() {
        return database.inTransaction(handle -> {
            List<Expired> over = handle.createQuery("select * from file where expires_at < clock_timestamp()"
                            + " and not exists (select from batch b where b.tenant = file.tenant"
                            + "   and b.input_file = file.file and b.ended_at is null)"
                            + " and not exists (select from fine_tuning_job j where j.tenant = file.tenant"
                            + "   and file.file in (j.training_file, j.validation_file) and j.ended_at is null)"
                            + " order by expires_at limit " + SWEEP + " for update skip locked")
                    .map((row, context) -> new Expired(row.getString("tenant"), read(row, context)))
                    .list();
            over.forEach(file -> remove(handle, file.tenant(), file.file()));
            return over.size();
        });
    }

    /** Removes all files of a tenant, and the batches and jobs that read them; how many rows of which table. */
    public Map<String, Integer> deleteAll(Handle handle, Tenant tenant) {
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (String table : List.of("batch", "fine_tuning_job")) {
            rows.put(table, handle.execute("delete from " + table + " where tenant = ?", tenant.name()));
        }
        List<StoredFile> all = handle.createQuery(COLUMNS + " where tenant = :tenant")
                .bind("tenant", tenant.name())
                .map(FileStore::read)
                .list();
        all.forEach(file -> remove(handle, tenant.name(), file));
        rows.put("file", all.size());
        return rows;
    }

    private record Expired(String tenant, StoredFile file) {}

    private void remove(Handle handle, String tenant, StoredFile file) {
        handle.execute("delete from file where tenant = ? and file = ?", tenant, file.id());
        artefacts.remove(handle, tenant, file.digest());
    }

    static ProblemException unknown(Tenant tenant, String file) {
        return ProblemException.notFound(
                "FILE_NOT_FOUND",
                "file " + Rules.shown(file) + " is not known in tenant " + tenant.name(),
                "GET /v1/files lists those that there are; one that has expired or was deleted is gone.");
    }

    private static StoredFile read(ResultSet row, StatementContext context) throws SQLException {
        return new StoredFile(
                row.getString("file"),
                row.getString("filename"),
                row.getString("purpose"),
                row.getString("digest"),
                row.getLong("bytes"),
                instant(row, "created_at"),
                instant(row, "expires_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
