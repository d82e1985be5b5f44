package dev.steerstream.tracker.history;

import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Counts along the flow, in one statement. */
@Singleton
public class FlowQueries {
    static final int MOST_DEAD_LETTERS = 1_000;

    private static final String NUMBERS = """
            select
              (select count(distinct dataset) from dataset_submission where tenant = :tenant and state = 'sealed') datasets,
              (select count(*) from dataset_submission where tenant = :tenant and state = 'rejected'
                and ended_at > clock_timestamp() - interval '24 hours') rejected,
              a.waiting, a.training, a.calibrating, t.tasks, t.steered, g.queued, g.running, g.oldest,
              (select count(*) from (select 1 from dead_letter where tenant = :tenant and state = 'stored' limit %d) d) letters
            from
              (select count(*) filter (where state = 'queued') waiting,
                      count(*) filter (where state in ('training', 'cancelling')) training,
                      count(*) filter (where state in ('trained', 'calibrating')) calibrating
               from adaptation where tenant = :tenant and ended_at is null) a,
              (select count(*) tasks, count(profile_version) steered
               from task where tenant = :tenant and state <> 'deleted') t,
              (select count(*) filter (where state = 'queued') queued, count(*) filter (where state = 'running') running,
                      min(created_at) filter (where state = 'queued') oldest
               from generation where tenant = :tenant and state in ('queued', 'running')) g
            """.formatted(MOST_DEAD_LETTERS);

    private final Database database;

    /**
     * What an installation holds and has under way, of one tenant.
     *
     * @param datasets with a sealed submission
     * @param rejectedSubmissions of the last 24 h
     * @param waiting adaptations that no trainer has taken
     * @param training adaptations in their warm start, or being cancelled
     * @param calibrating adaptations between their warm start and their profile
     * @param tasks that are not deleted
     * @param steered tasks with a profile in force
     * @param queued requests that no decoder has started
     * @param running requests
     * @param oldestQueued when the longest waiting request came, or null
     * @param deadLetters stored ones, counted up to {@value #MOST_DEAD_LETTERS}
     */
    public record FlowNumbers(
            long datasets,
            long rejectedSubmissions,
            long waiting,
            long training,
            long calibrating,
            long tasks,
            long steered,
            long queued,
            long running,
            Instant oldestQueued,
            long deadLetters) {}

    public FlowQueries(Database database) {
        this.database = database;
    }

    public FlowNumbers numbers(String tenant) {
        return database.read(handle -> handle.createQuery(NUMBERS)
                .bind("tenant", tenant)
                .map((row, context) -> new FlowNumbers(
                        row.getLong("datasets"),
                        row.getLong("rejected"),
                        row.getLong("waiting"),
                        row.getLong("training"),
                        row.getLong("calibrating"),
                        row.getLong("tasks"),
                        row.getLong("steered"),
                        row.getLong("queued"),
                        row.getLong("running"),
                        Columns.instant(row, "oldest"),
                        row.getLong("letters")))
                .one());
    }
}
