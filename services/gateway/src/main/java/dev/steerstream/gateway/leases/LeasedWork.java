package dev.steerstream.gateway.leases;

import dev.steerstream.gateway.leases.RowLeases.Held;
import dev.steerstream.gateway.leases.RowLeases.LostException;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.errors.Failures;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rows that nobody holds, few of one tenant, and steps each of them on, one after the other. For one caller at a time; {@link #stop()} from any
 * thread.
 */
public final class LeasedWork {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedWork.class);
    private static final int MOST_HELD = 64;
    private static final int MOST_OF_TENANT = 4;

    private final Database database;
    private final RowLeases leases;
    private final String owner;
    private final Step step;
    private final List<Held> held = new ArrayList<>();
    private boolean stopped;

    /** @param owner names this gateway */
    public LeasedWork(Database database, RowLeases leases, String owner, Step step) {
        this.database = database;
        this.leases = leases;
        this.owner = owner;
        this.step = step;
    }

    /** What is done with a row. */
    public interface Step {
        /** Does what can be done now; false once it has ended. */
        boolean goesOn(Held row);

        /** Ends a row whose step failed with what no time mends; a full disk is mended in time. */
        void failed(Held row, Failure failure);
    }

    public synchronized void step() {
        if (stopped) return;
        while (held.size() < MOST_HELD) {
            Optional<Held> taken = database.inTransaction(handle -> leases.take(handle, owner, MOST_OF_TENANT));
            if (taken.isEmpty()) break;
            held.add(taken.get());
        }
        for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
            if (!goesOn(each.next())) each.remove();
        }
    }

    private boolean goesOn(Held row) {
        try {
            return step.goesOn(row);
        } catch (LostException lost) {
            LOG.info("{}", lost.getMessage());
            return false;
        } catch (RuntimeException thrown) {
            Failure failure = Failures.of(thrown);
            if (Failures.retriable(failure)) {
                LOG.warn("{} rests: {}", row.id(), failure.message());
                return true;
            }
            LOG.error("{} of tenant {} failed", row.id(), row.tenant().name(), thrown);
            return !ended(row, failure);
        }
    }

    private boolean ended(Held row, Failure failure) {
        try {
            step.failed(row, failure);
        } catch (RuntimeException again) {
            LOG.warn("{}", Failures.of(again).message());
        }
        return true;
    }

    /** Before the database goes: another gateway need not wait for the leases' end. */
    public synchronized void stop() {
        stopped = true;
        for (Held row : held) database.useTransaction(handle -> leases.giveBack(handle, row));
        held.clear();
    }
}
