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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long pages take with 500 tasks, 10,000 jobs, 20,000 requests and 5,000 dead letters: a table for people, made by {@code ops/bench/dashboard}. Times are printed and
 * not judged; only that every page answers is.
 */
@QuarkusTest
@QuarkusTestResource(TrackerParts.class)
@Tag("soak")
class PageTimesIT {
    private static final String TENANT = "many";
    private static final int WARM_UP = 10;
    private static final int LOADS = 40;
    private static final Pattern NEXT = Pattern.compile("href=\"([^\"]*after=[^\"]+)\"");

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    @Test
    void everyPageAnswersAndItsTimesArePrinted() {
        fill();
        // Of one dataset the log keeps the rows, of the others retention has removed them.
        try (Story story = new Story(database, bootstrap, prefix, TENANT)) {
            story.rows("dataset-50", "s1", 800);
        }
        Door door = new Door(base, TENANT);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> door.get("/q/health/ready").statusCode() == 200);
        System.out.println("PAGE | page | p50, ms | p95, ms | largest, ms | size, KiB");
        for (String path : List.of(
                "/",
                "/tasks",
                next(door, "/tasks"),
                "/tasks/task-250",
                "/jobs",
                next(door, next(door, "/jobs")),
                "/jobs?state=failed",
                "/jobs/job-9999",
                "/steering",
                "/steering/task-250",
                "/datasets",
                "/datasets/dataset-50",
                "/datasets/dataset-51",
                "/requests",
                next(door, next(door, "/requests")),
                "/requests?state=failed",
                "/requests/request-19999",
                "/playground",
                "/topics",
                "/topics/dataset-rows",
                "/dead-letters",
                next(door, "/dead-letters"),
                "/system")) {
            measure(door, path);
        }
    }

    private static void measure(Door door, String path) {
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
                "PAGE | %s | %.1f | %.1f | %.1f | %d%n",
                path.replaceAll("after=.*", "after=…"),
                times[LOADS / 2] / 1e6,
                times[LOADS * 95 / 100] / 1e6,
                times[LOADS - 1] / 1e6,
                bytes / 1024);
    }

    /** Where a list's link to its next page leads. */
    private static String next(Door door, String path) {
        Matcher link = NEXT.matcher(door.get(path).body());
        assertThat(link.find()).as("a link to the page after " + path).isTrue();
        return link.group(1).replace("&amp;", "&");
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
                            + " -1.25, -1.5, -1, false, false, 0.1, '{}', cast(? as jsonb)"
                            + " from generate_series(0, 499) n",
                    TENANT,
                    Reports.REPORT);
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
            handle.execute(
                    "insert into dead_letter (id, tenant, topic, partition, record_offset, record_timestamp, headers, body, failure, created_at)"
                            + " select gen_random_uuid(), ?, 'generation-requests', n % 32, n, n, '[]', cast(repeat('x', 600) as bytea),"
                            + " cast('{\"kind\":\"user\",\"code\":\"INVALID_MESSAGE\",\"message\":\"the body is not JSON\"}' as jsonb),"
                            + " now() - n * interval '1 minute' from generate_series(0, 4999) n",
                    TENANT);
            handle.execute(
                    "insert into audit (tenant, actor, action, subject) select ?, 'operator', 'dead_letter.redrive', 'letter ' || n"
                            + " from generate_series(0, 4999) n",
                    TENANT);
            handle.execute("analyze");
        });
    }
}
