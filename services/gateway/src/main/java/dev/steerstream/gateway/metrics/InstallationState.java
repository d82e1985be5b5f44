package dev.steerstream.gateway.metrics;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The rows that tell an operator what waits, runs and was set aside.
 *
 * @param jobs that have not ended, by kind and state
 * @param requests that have not ended, by state
 * @param outboxMessages that are not published
 * @param outboxAge of the oldest of them in seconds
 * @param deadLetters that are stored and neither redriven nor discarded, by reason
 * @param gains of all profiles in force that were judged, or empty
 * @param profiles in force by what steering does: helps, harms, or unclear where the interval holds 0 or nothing was judged
 */
record InstallationState(
        List<Count> jobs,
        List<Count> requests,
        long outboxMessages,
        double outboxAge,
        List<Count> deadLetters,
        Optional<Gains> gains,
        List<Count> profiles) {

    /** There are some dozens in the code; labels must have a bound. */
    private static final int REASONS = 100;

    /**
     * Rows of a kind.
     *
     * @param name kind of a job, else empty
     * @param state or reason
     * @param oldest age of the oldest in seconds
     */
    record Count(String name, String state, long rows, double oldest) {}

    /** What steering gains on held-out rows over the warm model, in nats a token. No task's own: any client may read metrics. */
    record Gains(double smallest, double median, double largest) {}

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
                gains(handle),
                counts(
                        handle,
                        "select '' as name, case when (profile -> 'gain' ->> 'low')::double precision > 0 then 'helps'"
                                + " when (profile -> 'gain' ->> 'high')::double precision < 0 then 'harms' else 'unclear' end as state,"
                                + " count(*) as rows, "
                                + oldest() + " from steering_profile where state = 'in_force' group by 2"));
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

    private static Optional<Gains> gains(Handle handle) {
        return handle.createQuery("select min(gain) smallest, percentile_cont(0.5) within group (order by gain) median,"
                        + " max(gain) largest from (select (profile -> 'gain' ->> 'value')::double precision gain"
                        + " from steering_profile where state = 'in_force') judged having count(gain) > 0")
                .map((row, context) ->
                        new Gains(row.getDouble("smallest"), row.getDouble("median"), row.getDouble("largest")))
                .findOne();
    }
}
