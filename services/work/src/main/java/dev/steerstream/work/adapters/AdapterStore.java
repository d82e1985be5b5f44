package dev.steerstream.work.adapters;

import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of {@code adapter}, each method within the caller's transaction. Stateless and safe from any thread. */
public final class AdapterStore {

    /** Registers an adapter whose artefact is stored; the same digest again changes nothing. */
    public void put(Handle handle, StoredAdapter adapter) {
        handle.createUpdate("insert into adapter (tenant, digest, adaptation, artefact, manifest)"
                        + " values (:tenant, :digest, :adaptation, :artefact, cast(:manifest as jsonb))"
                        + " on conflict (tenant, digest) do nothing")
                .bind("tenant", adapter.tenant())
                .bind("digest", adapter.digest())
                .bind("adaptation", adapter.adaptation())
                .bind("artefact", adapter.artefact())
                .bind("manifest", Json.write(adapter.manifest()))
                .execute();
    }

    public Optional<StoredAdapter> find(Handle handle, String tenant, String digest) {
        return handle.createQuery("select adaptation, artefact, manifest::text manifest from adapter"
                        + " where tenant = :tenant and digest = :digest")
                .bind("tenant", tenant)
                .bind("digest", digest)
                .map((row, context) -> new StoredAdapter(
                        tenant,
                        digest,
                        row.getString("adaptation"),
                        row.getString("artefact"),
                        Json.read(AdapterManifest.class, row.getString("manifest"))))
                .findOne();
    }

    /** @throws SteerStreamException user {@code ADAPTER_NOT_FOUND} */
    public StoredAdapter require(Handle handle, String tenant, String digest) {
        return find(handle, tenant, digest)
                .orElseThrow(() -> SteerStreamException.user(
                        "ADAPTER_NOT_FOUND",
                        "tenant " + tenant + " has no adapter " + digest,
                        "It was deleted: adapt the task again."));
    }
}
