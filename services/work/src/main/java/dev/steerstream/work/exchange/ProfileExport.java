package dev.steerstream.work.exchange;

import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** Gathers a stored profile with its adapter for another installation. Safe from any thread. */
public final class ProfileExport {
    private final Database database;
    private final AdapterStore adapters;
    private final ArtefactStore artefacts;

    public ProfileExport(Database database, AdapterStore adapters, ArtefactStore artefacts) {
        this.database = database;
        this.adapters = adapters;
        this.artefacts = artefacts;
    }

    private record Stored(SteeringProfile profile, String report, Origin origin) {}

    /**
     * A version of a task's profile; empty where there is none of that number.
     *
     * @throws SteerStreamException user {@code ADAPTER_NOT_FOUND} or {@code ARTEFACT_NOT_FOUND} where its parts were deleted
     */
    public Optional<ProfileBundle> find(String tenant, String task, long version) throws IOException {
        Optional<Stored> found = stored(tenant, task, version);
        if (found.isEmpty()) return Optional.empty();
        SteeringProfile profile = found.get().profile();
        AdapterStore.Stored adapter = adapters.get(tenant, profile.adapterDigest());
        byte[] vector = Files.readAllBytes(artefacts.get(tenant, profile.vectorDigest()));
        return Optional.of(new ProfileBundle(
                profile, found.get().report(), found.get().origin(), adapter.manifest(), adapter.files(), vector));
    }

    private Optional<Stored> stored(String tenant, String task, long version) {
        return database.read(handle -> handle.createQuery("select p.profile::text profile, p.report::text report,"
                        + " a.dataset, a.submission, a.warm_start::text warm_start, a.calibration::text calibration"
                        + " from steering_profile p join adaptation a on a.tenant = p.tenant and a.adaptation = p.adaptation"
                        + " where p.tenant = :tenant and p.task = :task and p.version = :version")
                .bind("tenant", tenant)
                .bind("task", task)
                .bind("version", version)
                .map((row, context) -> new Stored(
                        Json.read(SteeringProfile.class, row.getString("profile")),
                        row.getString("report"),
                        new Origin(
                                row.getString("dataset"),
                                row.getString("submission"),
                                Json.read(WarmStartConfiguration.class, row.getString("warm_start")),
                                Json.read(CalibrationConfiguration.class, row.getString("calibration")))))
                .findOne());
    }
}
