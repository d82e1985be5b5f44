package dev.steerstream.work.artefacts;

import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.IOException;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Adapters by their canonical digest, which is over tensors and configuration; the stored bytes, PEFT's two files in a {@link FileBundle}, have a
 * digest of their own. Safe from any thread.
 */
public final class AdapterStore {
    /** No adapter is larger: rank 256 on every linear layer of a 7-billion-parameter model is below it. Bytes. */
    public static final int LARGEST = 1 << 30;

    private final Database database;
    private final ArtefactStore artefacts;

    public AdapterStore(Database database, ArtefactStore artefacts) {
        this.database = database;
        this.artefacts = artefacts;
    }

    /**
     * An adapter as it is stored.
     *
     * @param files PEFT's, by name
     * @param manifest JSON: base model, digests, configuration, seed, steps, final loss
     */
    public record Stored(String digest, String adaptation, Map<String, byte[]> files, String manifest) {}

    /** Stores within the caller's transaction. The same adapter of another adaptation is there once, under the first one's name. */
    public void put(
            Handle handle,
            String tenant,
            String digest,
            String adaptation,
            Map<String, byte[]> files,
            String manifest) {
        String artefact = artefacts.put(handle, tenant, ArtefactKind.ADAPTER, FileBundle.pack(files));
        handle.createUpdate("insert into adapter (tenant, digest, adaptation, artefact, manifest)"
                        + " values (:tenant, :digest, :adaptation, :artefact, cast(:manifest as jsonb))"
                        + " on conflict (tenant, digest) do nothing")
                .bind("tenant", tenant)
                .bind("digest", digest)
                .bind("adaptation", adaptation)
                .bind("artefact", artefact)
                .bind("manifest", manifest)
                .execute();
    }

    /**
     * Fetches an adapter, its stored bytes verified. Whoever reads the files verifies the canonical digest.
     *
     * @throws SteerStreamException user {@code ADAPTER_NOT_FOUND}
     */
    public Stored get(String tenant, String digest) throws IOException {
        record Row(String adaptation, String artefact, String manifest) {}
        Row row = database.read(handle -> handle.createQuery("select adaptation, artefact, manifest::text manifest"
                                + " from adapter where tenant = :tenant and digest = :digest")
                        .bind("tenant", tenant)
                        .bind("digest", digest)
                        .map((found, context) -> new Row(
                                found.getString("adaptation"),
                                found.getString("artefact"),
                                found.getString("manifest")))
                        .findOne())
                .orElseThrow(() -> SteerStreamException.user(
                        "ADAPTER_NOT_FOUND",
                        "tenant " + tenant + " has no adapter " + digest,
                        "It was deleted: adapt the task again."));
        Map<String, byte[]> files = FileBundle.unpack(artefacts.get(tenant, row.artefact()), LARGEST);
        return new Stored(digest, row.adaptation(), files, row.manifest());
    }
}
