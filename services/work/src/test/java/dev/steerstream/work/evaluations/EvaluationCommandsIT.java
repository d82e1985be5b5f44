package dev.steerstream.work.evaluations;

import static dev.steerstream.work.TestRows.TENANT;
import static dev.steerstream.work.TestRows.count;
import static dev.steerstream.work.TestRows.sealedSubmission;
import static dev.steerstream.work.TestRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.EvaluationCommand;
import dev.steerstream.schemas.EvaluationCommand.Action;
import dev.steerstream.schemas.EvaluationConfiguration;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.work.TestParts;
import dev.steerstream.work.adaptations.AdaptationCommands;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import dev.steerstream.work.adaptations.AdaptationStore;
import dev.steerstream.work.adaptations.ImportedProfiles;
import dev.steerstream.work.adaptations.ProgressPublisher;
import dev.steerstream.work.adaptations.TaskDeletion;
import dev.steerstream.work.adaptations.TaskProfiles;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.jobs.JobKind;
import dev.steerstream.work.jobs.JobStore;
import dev.steerstream.work.jobs.LeaseLostException;
import dev.steerstream.work.jobs.LeasedJob;
import dev.steerstream.work.outbox.Outbox;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationCommandsIT {
    private static final String DIGEST = "d".repeat(64);
    private final JobStore jobs = new JobStore();

    @TempDir
    Path cache;

    private Database database;
    private ArtefactStore artefacts;
    private EvaluationStore evaluations;
    private EvaluationCommands commands;
    private AdaptationCommands tasks;

    @BeforeEach
    void start() {
        database = TestParts.database(EvaluationCommandsIT.class);
        Clock clock = Clock.systemUTC();
        Outbox outbox = new Outbox("test", clock);
        artefacts = new ArtefactStore(database, cache);
        evaluations = new EvaluationStore(outbox, clock);
        commands = new EvaluationCommands(database, evaluations, jobs, new SealedSubmissions());
        AdaptationStore adaptations = new AdaptationStore(outbox, clock);
        TaskDeletion deletion =
                new TaskDeletion(adaptations, jobs, artefacts, outbox, new EvaluationDeletion(evaluations, artefacts));
        TaskProfiles profiles = new TaskProfiles(adaptations, outbox, deletion, clock);
        tasks = new AdaptationCommands(
                database,
                adaptations,
                jobs,
                new SealedSubmissions(),
                profiles,
                new ImportedProfiles(
                        adaptations, profiles, new AdapterStore(database, artefacts), artefacts, deletion, clock));
        sealedSubmission(database, "tickets", "s1");
        sealedSubmission(database, "tickets", "s2");
        sealedSubmission(database, "others", "o1");
        adapted(TENANT, "t");
    }

    /** A task with a profile in force, as trainer and extractor leave it. */
    private void adapted(String tenant, String task) {
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task, profile_version) values (?, ?, 3)", tenant, task);
            handle.execute(
                    "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state, sequence,"
                            + " warm_start, calibration, adapter_digest, profile_version, ended_at)"
                            + " values (?, 'a', ?, 'tickets', 's1', ?, 'succeeded', 5, '{}', '{}', ?, 3, now())",
                    tenant,
                    task,
                    DIGEST,
                    DIGEST);
            String stored = artefacts.put(handle, tenant, ArtefactKind.ADAPTER, "adapter".getBytes());
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest) values (?, ?, 'a', ?, '{}')",
                    tenant,
                    DIGEST,
                    stored);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest, vector_digest,"
                            + " direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence,"
                            + " profile, report) values (?, ?, 3, 'a', 'in_force', ?, ?, 'delta', 'optimal', -1, -2, 0, false,"
                            + " false, 0.1, '{}', '{}')",
                    tenant,
                    task,
                    DIGEST,
                    DIGEST);
        });
    }

    private static EvaluationCommand begin(String evaluation, String dataset, EvaluationConfiguration settings) {
        return new EvaluationCommand(Action.START, "t", evaluation, null, dataset, null, settings, null);
    }

    private static EvaluationCommand cancel(String evaluation) {
        return new EvaluationCommand(Action.CANCEL, "t", evaluation, null, null, null, null, null);
    }

    private Outcome apply(EvaluationCommand command) {
        return commands.apply(TENANT, command);
    }

    private Evaluation evaluation(String id) {
        return database.read(handle -> evaluations.find(handle, TENANT, id)).orElseThrow();
    }

    private List<EvaluationEvent> events() {
        return database.read(
                handle -> handle.select("select body from outbox where topic = 'evaluation-events' order by id")
                        .map((row, context) -> Contracts.read(EvaluationEvent.class, row.getBytes("body")))
                        .list());
    }

    private Optional<LeasedJob> take() {
        return database.inTransaction(handle -> jobs.take(handle, JobKind.EVALUATION, "w", Duration.ofMinutes(1)));
    }

    @Test
    void aStartJudgesTheProfileInForceOnTheRowsItsAdaptationHasNotSeen() {
        assertThat(apply(begin("e", null, null))).isEqualTo(Outcome.APPLIED);

        Evaluation stored = evaluation("e");
        assertThat(stored.state()).isEqualTo(EvaluationState.QUEUED);
        assertThat(stored.adaptation()).isEqualTo("a");
        assertThat(stored.profileVersion()).isEqualTo(3);
        assertThat(stored.dataset() + "/" + stored.submission()).isEqualTo("tickets/s1");
        assertThat(stored.settings())
                .isEqualTo(new EvaluationConfiguration("held_out", null, 0L, null, 1000, null, 64, null));
        assertThat(take())
                .hasValueSatisfying(job -> assertThat(job.evaluation()).isEqualTo("e"));
        assertThat(events()).extracting(EvaluationEvent::type).containsExactly(EvaluationEvent.Type.QUEUED);
    }

    @Test
    void anotherDatasetJudgesWithAllItsRowsAndOneProfileIsJudgedOften() {
        apply(begin("e", null, null));
        assertThat(apply(begin("f", "others", null))).isEqualTo(Outcome.APPLIED);

        assertThat(evaluation("f").settings().split()).isEqualTo("all");
        assertThat(evaluation("f").submission()).isEqualTo("o1");
        assertThat(count(database, "select count(*) from job where adaptation = 'a'"))
                .isEqualTo(2);
    }

    @Test
    void theSameStartAgainChangesNothingAndOtherContentIsAConflict() {
        apply(begin("e", null, null));

        assertThat(apply(begin("e", null, null))).isEqualTo(Outcome.REPEATED);
        assertThat(apply(begin("e", "others", null))).isEqualTo(Outcome.REFUSED);

        assertThat(count(database, "select count(*) from job")).isEqualTo(1);
        assertThat(events().get(1).failure().code()).isEqualTo("EVALUATION_CONFLICT");
    }

    @Test
    void whatCannotBeJudgedEndsFailedByName() {
        database.useTransaction(handle -> handle.execute("insert into task (tenant, task) values ('default', 'bare')"));

        assertThat(apply(begin("unknown-dataset", "nowhere", null))).isEqualTo(Outcome.REFUSED);
        assertThat(apply(new EvaluationCommand(Action.START, "t", "unknown-version", 9L, null, null, null, null)))
                .isEqualTo(Outcome.REFUSED);
        assertThat(apply(new EvaluationCommand(Action.START, "bare", "no-profile", null, null, null, null, null)))
                .isEqualTo(Outcome.REFUSED);
        var few = new EvaluationConfiguration(null, 0, null, null, null);
        assertThat(apply(begin("no-rows", null, few))).isEqualTo(Outcome.REFUSED);

        assertThat(text(database, "select string_agg(failure ->> 'message', '; ' order by evaluation) from evaluation"))
                .isEqualTo("task bare of tenant default has no profile in force;"
                        + " settings.sample is 0: it must be from 1 to 100000;"
                        + " tenant default has no sealed submission of dataset nowhere;"
                        + " task t of tenant default has no profile version 9");
        assertThatThrownBy(() -> apply(new EvaluationCommand(Action.START, "x", "e", null, null, null, null, null)))
                .hasMessageContaining("has no task x");
    }

    @Test
    void anotherTenantsProfilesAndIdsAreItsOwn() {
        apply(begin("e", null, null));

        assertThatThrownBy(() -> commands.apply("other", begin("e", null, null)))
                .hasMessageContaining("tenant other has no task t");
        adapted("other", "t");
        assertThat(commands.apply("other", begin("e", null, null))).isEqualTo(Outcome.REFUSED);
        assertThat(text(database, "select failure ->> 'code' from evaluation where tenant = 'other'"))
                .isEqualTo("DATASET_NOT_FOUND");
        assertThat(evaluation("e").state()).isEqualTo(EvaluationState.QUEUED);
    }

    @Test
    void aCancelEndsWhatWaitsAsksWhatRunsAndMarksWhatIsUnknown() {
        apply(begin("waiting", null, null));
        assertThat(apply(cancel("waiting"))).isEqualTo(Outcome.APPLIED);
        assertThat(evaluation("waiting").state()).isEqualTo(EvaluationState.CANCELLED);
        assertThat(take()).isEmpty();

        apply(begin("running", null, null));
        LeasedJob job = take().orElseThrow();
        database.useTransaction(handle -> new EvaluationJobs(evaluations, publisher()).started(handle, job));
        assertThat(apply(cancel("running"))).isEqualTo(Outcome.APPLIED);
        assertThat(evaluation("running").state()).isEqualTo(EvaluationState.CANCELLING);
        assertThat(apply(cancel("running"))).isEqualTo(Outcome.IGNORED);

        assertThat(apply(cancel("later"))).isEqualTo(Outcome.APPLIED);
        assertThat(apply(begin("later", null, null))).isEqualTo(Outcome.IGNORED);
        assertThat(evaluation("later").state()).isEqualTo(EvaluationState.CANCELLED);
    }

    private static ProgressPublisher publisher() {
        return new ProgressPublisher(TestParts.clients(), "unused-", "test", Clock.systemUTC());
    }

    @Test
    void aDeletedTaskTakesItsEvaluationsWithWhatTheyFoundAndKept() {
        apply(begin("done", null, null));
        LeasedJob done = take().orElseThrow();
        finish(done, "{\"n\":1}", "<html>");
        apply(begin("running", "others", null));
        LeasedJob running = take().orElseThrow();
        database.useTransaction(handle -> {
            evaluations.apply(handle, evaluations.require(handle, TENANT, "running"), EvaluationChange.started());
            String kept = artefacts.put(handle, TENANT, ArtefactKind.CHECKPOINT, "rows".getBytes());
            jobs.saveCheckpoint(handle, running, 8, kept);
        });
        assertThat(count(database, "select count(*) from artefact")).isEqualTo(4);

        database.useTransaction(handle -> handle.execute(
                "insert into accepted_start (tenant, kind, id, task, content_hash)"
                        + " values (?, 'evaluation', 'waiting', 't', repeat('a', 64))",
                TENANT));
        tasks.apply(
                TENANT,
                new AdaptationCommand(
                        "d1", AdaptationCommand.Action.DELETE, "t", null, null, null, null, null, null, null));

        assertThat(count(database, "select count(*) from evaluation")).isZero();
        assertThat(count(database, "select count(*) from accepted_start")).isZero();
        assertThat(count(database, "select count(*) from job")).isZero();
        assertThat(count(database, "select count(*) from artefact")).isZero();
        assertThat(events().get(events().size() - 1).type()).isEqualTo(EvaluationEvent.Type.CANCELLED);
        assertThatThrownBy(() -> database.useTransaction(handle -> jobs.complete(handle, running)))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> apply(begin("after", null, null))).hasMessageContaining("has no task t");
    }

    @Test
    void whatTwoEvaluationsFoundAlikeStaysWhileOneIsThere() {
        apply(begin("one", null, null));
        finish(take().orElseThrow(), "{\"n\":1}", "<html>");
        apply(begin("two", null, null));
        finish(take().orElseThrow(), "{\"n\":1}", "<html>");

        String digest = evaluation("one").measuresDigest();
        assertThat(evaluation("two").measuresDigest()).isEqualTo(digest);
        boolean removed = database.inTransaction(handle -> artefacts.remove(handle, TENANT, digest));
        assertThat(removed).isFalse();
    }

    private void finish(LeasedJob job, String measures, String report) {
        database.useTransaction(handle -> {
            Evaluation now = evaluations.require(handle, TENANT, job.evaluation());
            now = evaluations.apply(handle, now, EvaluationChange.started());
            jobs.complete(handle, job);
            String measuresDigest = artefacts.put(handle, TENANT, ArtefactKind.MEASURES, measures.getBytes());
            String reportDigest = artefacts.put(handle, TENANT, ArtefactKind.REPORT, report.getBytes());
            evaluations.apply(handle, now, EvaluationChange.evaluated(measuresDigest, reportDigest, measuresDigest));
        });
    }
}
