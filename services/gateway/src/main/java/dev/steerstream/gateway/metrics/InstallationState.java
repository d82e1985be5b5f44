package dev.steerstream.gateway.metrics;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The rows that tell an operator what waits, runs and was set aside.
 *
 * @param jobs that have not ended, by kind and state
 * @param requests that have not ended, by state
 * @param outboxMessages that are not published
 * @param outboxAge of the oldest of them in seconds
 * @param deadLetters that are stored and neither redriven nor discarded, by reason
 * @param gains of the newest profiles in force, at most {@value #TASKS}
 */
record InstallationState(
        List<Count> jobs,
        List<Count> requests,
        long outboxMessages,
        double outboxAge,
        List<Count> deadLetters,
        List<Gain> gains) {

    /** Tasks have no bound, labels must. */
    static final int TASKS = 50;

    /** As {@link #TASKS}, for reasons: there are some dozens in the code. */
    private static final int REASONS = 100;

    /**
     * Rows of a kind.
     *
     * @param name kind of a job, else empty
     * @param state or reason
     * @param oldest age of the oldest in seconds
     */
    record Count(String name, String state, long rows, double oldest) {}

    /** What steering gains on held-out rows over the warm model, in nats a token. */
    record Gain(String tenant, String task, double nats) {}

    static InstallationState read(Handle handle) {
        List<Count> outbox =
                counts(handle, "select '' as name, '' as state, count(*) as rows, " + oldest() + " from outbox");
        return new InstallationState(
                counts(
                        handle,
                        "select kind as name, case when state = 'running' and lease_expires_at < clock_timestamp() then 'unheld'"
                                + " else state end as state, count(*) as rows, " + oldest()
                                + " from job where state in ('queued', 'running') group by 1, 2"),
                counts(
                        handle,
                        "select '' as name, state, count(*) as rows, " + oldest()
                                + " from generation where state in ('queued', 'running') group by state"),
                outbox.get(0).rows(),
                outbox.get(0).oldest(),
                counts(
                        handle,
                        "select '' as name, failure ->> 'code' as state, count(*) as rows, " + oldest()
                                + " from dead_letter where state = 'stored' group by 2 order by 3 desc limit "
                                + REASONS),
                gains(handle));
    }

    private static String oldest() {
        return "coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) as oldest";
    }

    private static List<Count> counts(Handle handle, String query) {
        return handle.createQuery(query)
                .map((row, context) -> new Count(
                        row.getString("name"), row.getString("state"), row.getLong("rows"), row.getDouble("oldest")))
                .list();
    }

    private static List<Gain> gains(Handle handle) {
        return handle.createQuery("select p.tenant, p.task, (p.profile -> 'gain' ->> 'value')::double precision as nats"
                        + " from steering_profile p where p.state = 'in_force' and p.profile -> 'gain' ->> 'value' is not null"
                        + " order by p.created_at desc limit " + TASKS)
                .map((row, context) -> new Gain(row.getString("tenant"), row.getString("task"), row.getDouble("nats")))
                .list();
    }
}
