package dev.steerstream.work.artefacts;

import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jdbi.v3.core.Handle;

/**
 * Stores and fetches artefacts. Safe from any thread and for several processes on one cache directory: a cached file appears whole or not at all.
 * A digest's bytes exist iff its row does, since both are written in one transaction.
 */
public final class ArtefactStore {
    /** Of the column's constraint. Bytes. */
    static final int CHUNK = 1024 * 1024;

    private final Database database;
    private final ArtefactCache cache;

    /** @param cacheDirectory made where it is missing; whatever is in it may be deleted at any time */
    public ArtefactStore(Database database, Path cacheDirectory) {
        this.database = database;
        this.cache = new ArtefactCache(cacheDirectory);
    }

    /** Stores the bytes within the caller's transaction and returns their digest; bytes that are already there are not stored twice. */
    public String put(Handle handle, String tenant, ArtefactKind kind, byte[] content) {
        String digest = HexFormat.of().formatHex(Digests.sha256().digest(content));
        try {
            write(handle, tenant, kind, digest, content.length, new ByteArrayInputStream(content));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return digest;
    }

    /** As above, from a stream that is read to its end, through a file of the cache, so that memory stays bounded. */
    public String put(Handle handle, String tenant, ArtefactKind kind, InputStream content) throws IOException {
        Path spooled = cache.temporary();
        try {
            String digest = Digests.copy(content, spooled);
            try (InputStream again = Files.newInputStream(spooled)) {
                write(handle, tenant, kind, digest, Files.size(spooled), again);
            }
            return digest;
        } finally {
            Files.deleteIfExists(spooled);
        }
    }

    private static void write(
            Handle handle, String tenant, ArtefactKind kind, String digest, long bytes, InputStream content)
            throws IOException {
        int chunks = Math.toIntExact((bytes + CHUNK - 1) / CHUNK);
        int added = handle.createUpdate("insert into artefact (tenant, digest, kind, bytes, chunks)"
                        + " values (:tenant, :digest, :kind, :bytes, :chunks) on conflict (tenant, digest) do nothing")
                .bind("tenant", tenant)
                .bind("digest", digest)
                .bind("kind", kind.id())
                .bind("bytes", bytes)
                .bind("chunks", chunks)
                .execute();
        if (added == 0) return;
        for (int number = 0; number < chunks; number++) {
            handle.createUpdate("insert into artefact_chunk (tenant, digest, number, body)"
                            + " values (:tenant, :digest, :number, :body)")
                    .bind("tenant", tenant)
                    .bind("digest", digest)
                    .bind("number", number)
                    .bind("body", content.readNBytes(CHUNK))
                    .execute();
        }
    }

    /**
     * A file with exactly the digest's bytes, verified now; it belongs to the cache: the caller only reads it.
     *
     * @throws SteerStreamException user {@code ARTEFACT_NOT_FOUND} where the tenant has none of this digest; resource {@code ARTEFACT_DAMAGED}
     *     where the stored bytes are not those of the digest
     */
    public Path get(String tenant, String digest) throws IOException {
        Path cached = cache.file(tenant, digest);
        if (Files.exists(cached)) {
            cache.touch(cached);
            if (Digests.of(cached).equals(digest)) return cached;
            Files.deleteIfExists(cached);
        }
        Path fetched = cache.temporary();
        try {
            fetch(tenant, digest, fetched);
            if (!Digests.of(fetched).equals(digest)) {
                throw SteerStreamException.resource(
                        "ARTEFACT_DAMAGED",
                        "the stored bytes of artefact " + digest + " of tenant " + tenant + " do not have that sha256",
                        "Restore the table artefact_chunk from a backup, or adapt the task again.");
            }
            cache.adopt(fetched, cached);
            return cached;
        } finally {
            Files.deleteIfExists(fetched);
        }
    }

    private void fetch(String tenant, String digest, Path target) throws IOException {
        try (var out = Files.newOutputStream(target)) {
            int chunks = database.read(handle -> handle.createQuery(
                            "select chunks from artefact where tenant = :tenant and digest = :digest")
                    .bind("tenant", tenant)
                    .bind("digest", digest)
                    .mapTo(Integer.class)
                    .findOne()
                    .orElseThrow(() -> notFound(tenant, digest)));
            // One chunk a statement: memory stays bounded whatever the artefact's size.
            for (int number = 0; number < chunks; number++) {
                out.write(chunk(tenant, digest, number));
            }
        }
    }

    private byte[] chunk(String tenant, String digest, int number) {
        return database.read(handle -> handle.createQuery("select body from artefact_chunk"
                        + " where tenant = :tenant and digest = :digest and number = :number")
                .bind("tenant", tenant)
                .bind("digest", digest)
                .bind("number", number)
                .mapTo(byte[].class)
                .findOne()
                .orElseThrow(() -> notFound(tenant, digest)));
    }

    /** Removes an artefact that nothing refers to any more; whether it is gone. One that is still referred to stays. */
    public boolean remove(Handle handle, String tenant, String digest) {
        int removed = handle.createUpdate("delete from artefact a where tenant = :tenant and digest = :digest"
                        + " and not exists (select from checkpoint c where c.tenant = a.tenant and c.digest = a.digest)"
                        + " and not exists (select from adapter d where d.tenant = a.tenant and d.artefact = a.digest)"
                        + " and not exists (select from steering_profile p"
                        + "   where p.tenant = a.tenant and p.vector_digest = a.digest)"
                        + " and not exists (select from evaluation e"
                        + "   where e.tenant = a.tenant and a.digest in (e.measures_digest, e.report_digest, e.dose_digest))"
                        + " and not exists (select from file f where f.tenant = a.tenant and f.digest = a.digest)")
                .bind("tenant", tenant)
                .bind("digest", digest)
                .execute();
        return removed == 1;
    }

    private static SteerStreamException notFound(String tenant, String digest) {
        return SteerStreamException.user(
                "ARTEFACT_NOT_FOUND",
                "tenant " + tenant + " has no artefact " + digest,
                "It was deleted, or never stored: adapt the task again.");
    }
}
