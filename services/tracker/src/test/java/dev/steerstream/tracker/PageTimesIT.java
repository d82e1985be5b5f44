package dev.steerstream.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long pages take with 500 tasks, 10,000 jobs and 20,000 requests: a table for people, made by {@code ops/bench/dashboard}. Times are printed and
 * not judged; only that every page answers is.
 */
@QuarkusTest
@QuarkusTestResource(TrackerParts.class)
@Tag("soak")
class PageTimesIT {
    private static final String TENANT = "many";
    private static final int WARM_UP = 10;
    private static final int LOADS = 40;

    @TestHTTPResource
    URI base;

    @Inject
    Database database;

    @Test
    void everyPageAnswersAndItsTimesArePrinted() {
        fill();
        Door door = new Door(base, TENANT);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> door.get("/q/health/ready").statusCode() == 200);
        System.out.println("page | p50, ms | p95, ms | largest, ms | size, KiB");
        for (String path : List.of(
                "/",
                "/tasks",
                "/tasks/task-250",
                "/jobs",
                "/jobs?state=failed",
                "/jobs/job-9999",
                "/steering",
                "/steering/task-250",
                "/datasets",
                "/requests",
                "/requests?state=failed",
                "/playground",
                "/topics",
                "/dead-letters",
                "/system")) {
            long[] times = new long[LOADS];
            int bytes = 0;
            for (int load = -WARM_UP; load < LOADS; load++) {
                long begun = System.nanoTime();
                var answer = door.get(path);
                if (load >= 0) times[load] = System.nanoTime() - begun;
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                bytes = answer.body().length();
            }
            Arrays.sort(times);
            System.out.printf(
                    Locale.ROOT,
                    "%s | %.1f | %.1f | %.1f | %d%n",
                    path,
                    times[LOADS / 2] / 1e6,
                    times[LOADS * 95 / 100] / 1e6,
                    times[LOADS - 1] / 1e6,
                    bytes / 1024);
        }
    }

    private void fill() {
        database.useTransaction(handle -> {
            handle.execute(
                    "insert into task (tenant, task, profile_version) select ?, 'task-' || n, 1"
                            + " from generate_series(0, 499) n",
                    TENANT);
            handle.execute(
                    "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state, sequence,"
                            + " warm_start, calibration, adapter_digest, profile_version, failure, created_at, started_at, ended_at)"
                            + " select ?, 'job-' || n, 'task-' || n % 500, 'tickets', 's1', repeat('b', 64),"
                            + " case when n % 7 = 3 then 'failed' else 'succeeded' end, 5, '{}', '{}',"
                            + " case when n % 7 <> 3 then repeat('c', 64) end, case when n % 7 <> 3 then 1 end,"
                            + " case when n % 7 = 3 then cast('{\"kind\":\"user\",\"code\":\"DIVERGED\",\"message\":\"the loss is not finite\"}'"
                            + " as jsonb) end, now() - n * interval '1 minute', now() - n * interval '1 minute', now()"
                            + " from generate_series(0, 9999) n",
                    TENANT);
            handle.execute(
                    "insert into job (tenant, job, kind, adaptation, state, attempt, failure, started_at, ended_at)"
                            + " select tenant, 'w-' || adaptation, 'warm_start', adaptation, state, 1, failure, started_at, ended_at"
                            + " from adaptation where tenant = ?",
                    TENANT);
            handle.execute(
                    "insert into artefact (tenant, digest, kind, bytes, chunks) values (?, repeat('c', 64), 'adapter', 0, 0)",
                    TENANT);
            handle.execute(
                    "insert into adapter (tenant, digest, adaptation, artefact, manifest)"
                            + " values (?, repeat('c', 64), 'job-0', repeat('c', 64), '{}')",
                    TENANT);
            handle.execute(
                    "insert into steering_profile (tenant, task, version, adaptation, state, adapter_digest, vector_digest,"
                            + " direction, estimator, strength, strength_low, strength_high, bounded, insufficient, confidence, profile, report)"
                            + " select ?, 'task-' || n, 1, 'job-' || n, 'in_force', repeat('c', 64), repeat('c', 64), 'delta', 'optimal',"
                            + " -1.25, -1.5, -1, false, false, 0.1, '{}', cast('{\"held_out\":{\"rows\":80,\"loss_full\":{\"base\":2.2,"
                            + "\"warm\":1.0,\"steered\":0.8,\"gain\":{\"value\":0.2,\"low\":0.1,\"high\":0.3}},\"helps\":true},"
                            + "\"estimators\":[{\"name\":\"optimal\",\"strength\":-1.25,\"gain\":0.2}]}' as jsonb)"
                            + " from generate_series(0, 499) n",
                    TENANT);
            handle.execute(
                    "insert into generation (tenant, request, content_hash, task, state, body, deadline, seed, result,"
                            + " created_at, started_at, ended_at) select ?, 'request-' || n, repeat('b', 64), 'task-' || n % 500,"
                            + " case when n % 50 = 7 then 'failed' else 'succeeded' end, '{}', now() + interval '1 hour', 0,"
                            + " cast('{\"queue_seconds\":0.1,\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":40},"
                            + "\"failure\":{\"code\":\"EXPIRED\",\"message\":\"the deadline passed\"}}' as jsonb),"
                            + " now() - n * interval '3 seconds', now(), now() from generate_series(0, 19999) n",
                    TENANT);
            handle.execute(
                    "insert into dataset_submission (tenant, dataset, submission, state, rows, sha256, splits, rows_partition,"
                            + " rows_first_timestamp, ended_at) select ?, 'dataset-' || n, 's1', 'sealed', 800, repeat('b', 64),"
                            + " '{\"train\":640,\"calibration\":80,\"held_out\":80}', 1, 1, now() from generate_series(0, 199) n",
                    TENANT);
            handle.execute("analyze");
        });
    }
}
