package dev.steerstream.gateway.openai.finetuning;

import dev.steerstream.gateway.Instance;
import dev.steerstream.gateway.adaptations.AdaptationCommands;
import dev.steerstream.gateway.adaptations.AdaptationViews.Start;
import dev.steerstream.gateway.datasets.DatasetQueries;
import dev.steerstream.gateway.datasets.DatasetViews.RejectedRow;
import dev.steerstream.gateway.datasets.DatasetViews.Submission;
import dev.steerstream.gateway.datasets.SubmissionContents;
import dev.steerstream.gateway.http.TraceContext;
import dev.steerstream.gateway.leases.LeasedWork;
import dev.steerstream.gateway.leases.RowLeases;
import dev.steerstream.gateway.leases.RowLeases.Held;
import dev.steerstream.gateway.openai.finetuning.JobViews.JobRow;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Brings jobs to their adaptations: publish the rows, wait for ingest's word on them, start. Each step may be repeated, so a crash costs nothing. */
@Singleton
@Startup
public class JobDriver implements LeasedWork.Step {
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration RENEWAL = Duration.ofSeconds(4);
    private static final int SHOWN_ROWS = 3;

    private final Database database;
    private final JobRows rows;
    private final DatasetQueries datasets;
    private final SubmissionContents contents;
    private final AdaptationCommands adaptations;
    private final Background background;
    private final RowLeases leases = new RowLeases("fine_tuning_job", "job");
    private final LeasedWork work;

    public JobDriver(
            Database database,
            JobRows rows,
            DatasetQueries datasets,
            SubmissionContents contents,
            AdaptationCommands adaptations,
            Instance instance,
            Background background) {
        this.database = database;
        this.rows = rows;
        this.datasets = datasets;
        this.contents = contents;
        this.adaptations = adaptations;
        this.background = background;
        this.work = new LeasedWork(database, leases, instance.name(), this);
        background.every(STEP, work::step);
    }

    @Override
    public boolean goesOn(Held held) {
        JobRow job = database.inTransaction(handle -> {
            leases.renew(handle, held);
            return JobStore.find(handle, held.tenant(), held.id()).orElseThrow();
        });
        if (job.cancelRequested()) return end(held, "cancelled", null);
        Optional<Submission> submission = datasets.submission(held.tenant(), job.dataset(), job.submission());
        if (submission.isEmpty()) {
            if (!job.published()) publish(held, job);
            else if (contents.deleted(held.tenant(), job.dataset(), job.submission())) {
                return end(held, "failed", deleted(held, job));
            }
            return true;
        }
        if (!submission.get().state().equals("sealed")) {
            return end(held, "failed", refusal(held, job, submission.get()));
        }
        Start start = new Start(
                job.id(),
                job.dataset(),
                job.submission(),
                job.settings().warmStart(),
                job.settings().calibration());
        return !database.inTransaction(handle -> started(handle, held, job, start));
    }

    /** In one transaction, whose lock on the row lets a cancel come before it or behind it, never between. */
    private boolean started(Handle handle, Held held, JobRow job, Start start) {
        leases.renew(handle, held);
        if (JobStore.find(handle, held.tenant(), held.id()).orElseThrow().cancelRequested()) return false;
        adaptations.start(handle, held.tenant(), job.task(), start, TraceContext.headers(job.traceparent()));
        end(handle, held, "started", null);
        return true;
    }

    /** Long for a large file, so the lease is renewed meanwhile; another gateway that published too would do no harm. */
    private void publish(Held held, JobRow job) {
        Future<?> renewing =
                background.every(RENEWAL, () -> database.useTransaction(handle -> leases.renew(handle, held)));
        try {
            rows.publish(held.tenant(), job);
        } finally {
            renewing.cancel(false);
        }
        database.useTransaction(handle -> {
            leases.renew(handle, held);
            handle.createUpdate("update fine_tuning_job set published = true where tenant = :tenant and job = :job")
                    .bind("tenant", held.tenant().name())
                    .bind("job", held.id())
                    .execute();
        });
    }

    private static Failure deleted(Held held, JobRow job) {
        return new Failure(
                Failure.Kind.USER,
                "DATASET_NOT_FOUND",
                "dataset " + job.dataset() + " of tenant " + held.tenant().name() + " was deleted before the job began",
                "Start another job: it publishes " + job.trainingFile() + " again.");
    }

    private Failure refusal(Held held, JobRow job, Submission submission) {
        List<RejectedRow> bad = datasets.rejects(held.tenant(), job.dataset(), job.submission(), -1, SHOWN_ROWS)
                .items();
        String words = bad.stream()
                .map(row -> "line " + row.line() + ", " + row.field() + ": " + row.rule())
                .collect(Collectors.joining("; "));
        return new Failure(
                Failure.Kind.USER,
                "INVALID_TRAINING_FILE",
                "the rows of " + job.trainingFile() + " were " + submission.state() + ", " + submission.badRows()
                        + " of them bad" + (words.isEmpty() ? "" : ": " + words),
                "GET /v1/datasets/" + job.dataset() + "/submissions/" + job.submission()
                        + "/rejects names every bad row; upload a corrected file.");
    }

    /** False: the row is worked off. */
    private boolean end(Held held, String state, Failure failure) {
        database.useTransaction(handle -> {
            leases.renew(handle, held);
            end(handle, held, state, failure);
        });
        return false;
    }

    private static void end(Handle handle, Held held, String state, Failure failure) {
        handle.createUpdate("update fine_tuning_job set state = :state, failure = cast(:failure as jsonb),"
                        + " ended_at = clock_timestamp(), lease_owner = null, lease_expires_at = null"
                        + " where tenant = :tenant and job = :job")
                .bind("state", state)
                .bind("failure", Json.write(failure))
                .bind("tenant", held.tenant().name())
                .bind("job", held.id())
                .execute();
    }

    @Override
    public void failed(Held held, Failure failure) {
        end(held, "failed", failure);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }
}
