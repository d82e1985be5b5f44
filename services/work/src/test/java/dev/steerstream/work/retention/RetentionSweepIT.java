package dev.steerstream.work.retention;

import static dev.steerstream.work.TestRows.count;
import static dev.steerstream.work.TestRows.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.work.TestParts;
import dev.steerstream.work.database.Database;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionSweepIT {
    private static final Duration MONTH = Duration.ofDays(30);

    private Database database;

    @BeforeEach
    void start() {
        database = TestParts.database(RetentionSweepIT.class);
    }

    @Test
    void requestsGoWhenTheyEndedLongAgoAndTheirDetailsEarlier() {
        generation("fresh", 1);
        generation("old", 10);
        generation("ancient", 40);
        run(
                "insert into generation (tenant, request, content_hash, state, body, deadline, created_at)"
                        + " values ('default', 'running-for-ever', repeat('a', 64), 'queued', '{}', now(), now() - interval '400 days')");

        Map<String, Long> removed = sweep(Optional.empty());

        // The detail of the ancient one is among those that are over as well.
        assertThat(removed).isEqualTo(Map.of("generation_detail", 2L, "generation", 1L));
        assertThat(text(database, "select string_agg(request, ' ' order by request) from generation"))
                .isEqualTo("fresh old running-for-ever");
        assertThat(text(database, "select string_agg(request, ' ' order by request) from generation_detail"))
                .isEqualTo("fresh");
    }

    @Test
    void moreThanAPortionGoesInOneSweep() {
        run(
                "insert into adaptation_command (tenant, command, content_hash, action, task, outcome, received_at)"
                        + " select 'default', 'c' || n, repeat('a', 64), 'start', 't', 'applied',"
                        + " now() - case when n <= 1200 then interval '40 days' else interval '1 day' end from generate_series(1, 1203) n");

        run("insert into accepted_start (tenant, kind, id, task, content_hash, accepted_at)"
                + " select 'default', 'adaptation', 'a' || n, 't', repeat('a', 64), now() - n * interval '40 days'"
                + " from generate_series(0, 1) n");

        assertThat(sweep(Optional.empty())).isEqualTo(Map.of("adaptation_command", 1200L, "accepted_start", 1L));
        assertThat(count(database, "select count(*) from adaptation_command")).isEqualTo(3);
    }

    @Test
    void deadLettersAndBadRowsGoAndTheirDatasetsStay() {
        run(
                "insert into dead_letter (id, tenant, topic, partition, record_offset, record_timestamp, headers, failure, created_at)"
                        + " select gen_random_uuid(), 'default', 't', 0, n, 0, '[]', '{}', now() - n * interval '20 days'"
                        + " from generate_series(0, 2) n");
        for (int days : new int[] {1, 40}) {
            run("insert into dataset_submission (tenant, dataset, submission, state, rows, bad_rows, ended_at)"
                    + " values ('default', 'd', 's" + days + "', 'rejected', 3, 3, now() - interval '" + days
                    + " days')");
            run("insert into rejected_row (tenant, dataset, submission, number, field, rule)"
                    + " select 'default', 'd', 's" + days + "', n, 'row', 'is JSON' from generate_series(0, 2) n");
        }
        run("insert into rejected_row (tenant, dataset, submission, number, field, rule)"
                + " values ('default', 'd', 'not-ended', 0, 'row', 'is JSON')");

        run("update dataset_submission set framed = '{}'");

        assertThat(sweep(Optional.empty())).isEqualTo(Map.of("dead_letter", 1L, "rejected_row", 3L, "framed rows", 1L));
        assertThat(text(database, "select string_agg(distinct submission, ' ' order by submission) from rejected_row"))
                .isEqualTo("not-ended s1");
        assertThat(count(database, "select count(*) from dataset_submission")).isEqualTo(2);
    }

    @Test
    void whatAReplayCanNoLongerRepeatIsCountedByTaskAndHour() {
        for (int n = 0; n < 3; n++) {
            run(
                    "insert into generation (tenant, request, content_hash, task, state, body, deadline, result, created_at,"
                            + " ended_at, replay) values ('default', 'counted-" + n
                            + "', repeat('a', 64), 't', 'succeeded', '{}',"
                            + " now(), '{}', timestamptz '2026-01-02 03:04:05Z', now() - interval '40 days',"
                            + (n == 2 ? " 'replay')" : " null)"));
        }
        run("insert into task (tenant, task) values ('default', 't')");
        run(
                "insert into replay (tenant, replay, task, content_hash, settings, profile_version, state, ended_at, report)"
                        + " values ('default', 'old', 't', repeat('a', 64), '{}', 1, 'succeeded', now() - interval '40 days', '{}')");

        assertThat(sweep(Optional.empty())).isEqualTo(Map.of("generation", 3L, "replay", 1L));
        assertThat(text(
                        database,
                        "select task || ' ' || requests from generation_removed where hour = '2026-01-02 03:00:00Z'"))
                .isEqualTo("t 2");
    }

    @Test
    void theAuditStaysForGoodUnlessAPeriodIsGiven() {
        run(
                "insert into audit (tenant, actor, action, subject, at) values ('default', 'me', 'delete', 'task t', now() - interval '9 years')");

        assertThat(sweep(Optional.empty())).isEmpty();
        assertThat(count(database, "select count(*) from audit")).isEqualTo(1);
        assertThat(sweep(Optional.of(Duration.ofDays(3_650)))).isEmpty();
        assertThat(sweep(Optional.of(Duration.ofDays(365)))).isEqualTo(Map.of("audit", 1L));
    }

    private Map<String, Long> sweep(Optional<Duration> audit) {
        return new RetentionSweep(database, new RetentionPeriods(MONTH, Duration.ofDays(7), MONTH, MONTH, MONTH, audit))
                .sweep();
    }

    private void generation(String request, int daysAgo) {
        run("insert into generation (tenant, request, content_hash, state, body, deadline, result, ended_at)"
                + " values ('default', '" + request
                + "', repeat('a', 64), 'succeeded', '{}', now(), '{}', now() - interval '"
                + daysAgo + " days')");
        run("insert into generation_detail (tenant, request, body) values ('default', '" + request + "', '\\x01')");
    }

    private void run(String statement) {
        database.useTransaction(handle -> handle.execute(statement));
    }
}
