package dev.steerstream.gateway;

import dev.steerstream.work.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** One of everything that a tenant can have, each called {@code alpha-…}, and what all its rows say. */
final class Possessions {
    static final String TENANT = "alpha";
    static final String DIGEST = "a".repeat(64);
    static final UUID LETTER = UUID.fromString("00000000-0000-0000-0000-00000000a1fa");

    private final Database database;

    Possessions(Database database) {
        this.database = database;
    }

    void insert() {
        PastRequests past = new PastRequests(database, TENANT);
        past.task("alpha-task");
        past.answered("alpha-request", "alpha-task", Instant.now(), "alpha prompt", "alpha answer", null);
        for (String statement : List.of(
                "insert into dataset_submission (tenant, dataset, submission, state, rows, sha256, splits, rows_partition,"
                        + " rows_first_timestamp, bad_rows, ended_at) values ('alpha', 'alpha-dataset', 'alpha-submission', 'sealed', 3,"
                        + " repeat('a', 64), '{\"train\":3}', 0, 0, 1, now())",
                "insert into rejected_row values ('alpha', 'alpha-dataset', 'alpha-submission', 0, 0, 'prompt', 'alpha-value', 'is bad')",
                "insert into submission_content values ('alpha', 'alpha-dataset', 'alpha-submission', repeat('a', 64))",
                "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state, sequence, warm_start,"
                        + " calibration, failure, ended_at) values ('alpha', 'alpha-adaptation', 'alpha-task', 'alpha-dataset',"
                        + " 'alpha-submission', repeat('a', 64), 'failed', 2, '{\"rank\":8}', '{}',"
                        + " '{\"kind\":\"user\",\"code\":\"X\",\"message\":\"alpha failed\",\"advice\":\"no\"}', now())",
                "insert into evaluation (tenant, evaluation, task, content_hash, state, sequence, ended_at)"
                        + " values ('alpha', 'alpha-evaluation', 'alpha-task', repeat('a', 64), 'cancelled', 2, now())",
                "insert into profile_ramp (tenant, task, salt, version, beside, share)"
                        + " values ('alpha', 'alpha-task', 'alpha-ramp', 1, 2, 0.5)",
                "insert into replay (tenant, replay, task, content_hash, settings, profile_version, state, prepared, ended_at)"
                        + " values ('alpha', 'alpha-replay', 'alpha-task', repeat('a', 64), '{\"profile_version\":1}', 1, 'cancelled',"
                        + " true, now())",
                "insert into replay_item (tenant, replay, number, original, request, state)"
                        + " values ('alpha', 'alpha-replay', 0, 'alpha-request', 'alpha-again', 'gone')",
                "insert into dead_letter (id, tenant, topic, partition, record_offset, record_timestamp, record_key, headers, body,"
                        + " failure) values ('" + LETTER
                        + "', 'alpha', 'no-such-topic', 0, 0, 0, 'alpha', '[]', 'alpha-body',"
                        + " '{\"kind\":\"user\",\"code\":\"CONTRACT_VIOLATION\",\"message\":\"alpha broke it\",\"advice\":\"no\"}')",
                "insert into artefact (tenant, digest, kind, bytes, chunks) values ('alpha', repeat('f', 64), 'file', 1, 1)",
                "insert into artefact_chunk (tenant, digest, number, body) values ('alpha', repeat('f', 64), 0, 'a')",
                "insert into file (tenant, file, filename, purpose, digest, bytes)"
                        + " values ('alpha', 'alpha-file', 'alpha-name', 'batch', repeat('f', 64), 1)",
                "insert into fine_tuning_job (tenant, job, task, model, training_file, dataset, submission, settings, state,"
                        + " ended_at) values ('alpha', 'alpha-job', 'alpha-task', 'base', 'alpha-training', 'alpha-training',"
                        + " 'alpha-training', '{\"warm_start\":{}}', 'cancelled', now())",
                "insert into batch (tenant, batch, endpoint, input_file, input_digest, completion_window, files_kept, state,"
                        + " expires_at, ended_at) values ('alpha', 'alpha-batch', '/v1/completions', 'alpha-file', repeat('f', 64),"
                        + " '24h', interval '1 day', 'cancelled', now(), now())",
                "insert into batch_item (tenant, batch, number, custom_id, line_start, line_bytes, request, state)"
                        + " values ('alpha', 'alpha-batch', 0, 'alpha-line', 0, 1, 'alpha-batch-0', 'cancelled')",
                "insert into audit (tenant, actor, action, subject) values ('alpha', 'test', 'invent', 'task alpha-task')")) {
            database.useTransaction(handle -> handle.execute(statement));
        }
    }

    /** Every row of this tenant in every table, but for what merely asking changes. */
    Map<String, String> rows() {
        return database.read(handle -> {
            Map<String, String> rows = new TreeMap<>();
            for (String table : handle.createQuery("select c.table_name from information_schema.columns c"
                            + " join information_schema.tables t using (table_schema, table_name)"
                            + " where c.table_schema = 'public' and c.column_name = 'tenant' and t.table_type = 'BASE TABLE'"
                            + " and c.table_name <> 'outbox'")
                    .mapTo(String.class)
                    .list()) {
                rows.put(
                        table,
                        handle.createQuery("select coalesce(string_agg((to_jsonb(r) - 'last_used_at')::text, E'\\n'"
                                        + " order by r::text), '') from " + table + " r where tenant = 'alpha'")
                                .mapTo(String.class)
                                .one());
            }
            return rows;
        });
    }
}
