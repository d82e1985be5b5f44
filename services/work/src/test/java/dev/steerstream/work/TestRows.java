package dev.steerstream.work;

import dev.steerstream.work.database.Database;

/** Rows that a test stands on, put in without the room under test. */
public final class TestRows {
    public static final String TENANT = "default";
    private static final String DIGEST = "a".repeat(64);

    private TestRows() {}

    /** A queued adaptation of a task of its own. */
    public static void adaptation(Database database, String adaptation) {
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task) values (?, ?) on conflict do nothing", TENANT, adaptation);
            handle.execute(
                    "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state, sequence,"
                            + " warm_start, calibration) values (?, ?, ?, 'd', 's', ?, 'queued', 1, '{}', '{}')",
                    TENANT,
                    adaptation,
                    adaptation,
                    DIGEST);
        });
    }

    public static void sealedSubmission(Database database, String dataset, String submission) {
        database.useTransaction(handle -> handle.execute(
                "insert into dataset_submission (tenant, dataset, submission, state, rows, sha256, splits, rows_partition,"
                        + " rows_first_timestamp, ended_at) values (?, ?, ?, 'sealed', 3, ?, '{\"train\":3}', 0, 0, now())",
                TENANT,
                dataset,
                submission,
                DIGEST));
    }

    public static String text(Database database, String query, Object... arguments) {
        return database.read(handle ->
                handle.select(query, arguments).mapTo(String.class).findOne().orElse(null));
    }

    public static long count(Database database, String query, Object... arguments) {
        return database.read(
                handle -> handle.select(query, arguments).mapTo(Long.class).one());
    }
}
