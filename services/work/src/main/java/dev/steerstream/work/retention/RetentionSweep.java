package dev.steerstream.work.retention;

import dev.steerstream.work.database.Database;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Removes rows whose period is over, a portion a transaction, so that nobody waits for a long one. Any number of processes may sweep: each takes rows
 * that no other has locked. Only ended things are removed: what somebody works on has no age. Safe from any thread.
 */
public final class RetentionSweep {
    private static final int PORTION = 500;

    /** Of one table in one sweep, so that a sweep ends; the next one goes on. */
    private static final int MOST_PORTIONS = 1_000;

    private final Database database;
    private final RetentionPeriods periods;

    public RetentionSweep(Database database, RetentionPeriods periods) {
        this.database = database;
        this.periods = periods;
    }

    /** Removes what is over and returns how many rows of which table. */
    public Map<String, Long> sweep() {
        Map<String, Long> removed = new LinkedHashMap<>();
        removed.put("generation_detail", sweep(periods.details(), """
                delete from generation_detail where (tenant, request) in (
                  select d.tenant, d.request from generation_detail d join generation g using (tenant, request)
                  where g.ended_at < clock_timestamp() - :period limit :portion for update of d skip locked)"""));
        removed.put("replay", sweep(periods.generations(), """
                delete from replay where (tenant, replay) in (
                  select tenant, replay from replay
                  where ended_at < clock_timestamp() - :period limit :portion for update skip locked)"""));
        removed.put("batch", sweep(periods.generations(), """
                delete from batch where (tenant, batch) in (
                  select tenant, batch from batch
                  where ended_at < clock_timestamp() - :period limit :portion for update skip locked)"""));
        // Its details go with it. A replay says how many it could not repeat, so they are counted.
        removed.put("generation", count(periods.generations(), """
                with gone as (
                  delete from generation where (tenant, request) in (
                    select tenant, request from generation
                    where ended_at < clock_timestamp() - :period limit :portion for update skip locked)
                  returning tenant, task, created_at, replay),
                counted as (
                  insert into generation_removed as r (tenant, task, hour, requests)
                  select tenant, task, date_trunc('hour', created_at), count(*) from gone
                  where task is not null and replay is null group by 1, 2, 3 order by 1, 2, 3
                  on conflict (tenant, task, hour) do update set requests = r.requests + excluded.requests)
                select count(*) from gone"""));
        removed.put("adaptation_command", sweep(periods.commands(), """
                delete from adaptation_command where (tenant, command) in (
                  select tenant, command from adaptation_command
                  where received_at < clock_timestamp() - :period limit :portion for update skip locked)"""));
        removed.put("accepted_start", sweep(periods.commands(), """
                delete from accepted_start where (tenant, kind, id) in (
                  select tenant, kind, id from accepted_start
                  where accepted_at < clock_timestamp() - :period limit :portion for update skip locked)"""));
        removed.put("dead_letter", sweep(periods.deadLetters(), """
                delete from dead_letter where id in (
                  select id from dead_letter
                  where created_at < clock_timestamp() - :period limit :portion for update skip locked)"""));
        removed.put("rejected_row", sweep(periods.rejectedRows(), """
                delete from rejected_row where (tenant, dataset, submission, number) in (
                  select r.tenant, r.dataset, r.submission, r.number
                  from dataset_submission s join rejected_row r using (tenant, dataset, submission)
                  where s.bad_rows > 0 and s.ended_at < clock_timestamp() - :period limit :portion for update of r skip locked)"""));
        removed.put("framed rows", sweep(periods.rejectedRows(), """
                update dataset_submission set framed = null where (tenant, dataset, submission) in (
                  select tenant, dataset, submission from dataset_submission
                  where framed is not null and ended_at < clock_timestamp() - :period limit :portion for update skip locked)"""));
        periods.audit().ifPresent(period -> removed.put("audit", sweep(period, """
                delete from audit where id in (
                  select id from audit where at < clock_timestamp() - :period limit :portion for update skip locked)""")));
        removed.values().removeIf(rows -> rows == 0);
        return removed;
    }

    private long sweep(Duration period, String statement) {
        return portions(handle -> handle.createUpdate(statement)
                .bind("period", period)
                .bind("portion", PORTION)
                .execute());
    }

    /** Of a statement that selects how many rows it removed. */
    private long count(Duration period, String statement) {
        return portions(handle -> handle.createQuery(statement)
                .bind("period", period)
                .bind("portion", PORTION)
                .mapTo(Integer.class)
                .one());
    }

    private long portions(Function<Handle, Integer> portionRemoved) {
        long removed = 0;
        for (int portion = 0; portion < MOST_PORTIONS; portion++) {
            int rows = database.inTransaction(portionRemoved);
            removed += rows;
            if (rows < PORTION) break;
        }
        return removed;
    }
}
