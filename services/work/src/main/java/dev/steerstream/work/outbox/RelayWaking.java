package dev.steerstream.work.outbox;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.config.JdbiConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the relay once a transaction has committed, once for all that it appended. Not within it: PostgreSQL lets transactions that notify commit one after
 * the other, each with its own write to the disk. Part of a handle's configuration, so that it lives as long as that.
 */
public final class RelayWaking implements JdbiConfig<RelayWaking> {
    private static final Logger LOG = LoggerFactory.getLogger(RelayWaking.class);

    private boolean agreed;

    static void afterCommit(Handle handle) {
        RelayWaking waking = handle.getConfig(RelayWaking.class);
        if (waking.agreed) return;
        handle.afterCommit(() -> {
            waking.agreed = false;
            wake(handle);
        });
        handle.afterRollback(() -> waking.agreed = false);
        waking.agreed = true;
    }

    /**
     * Where it fails, as the rows are there, the relay finds them by itself a moment later. A notification is a commit too, and one that nothing is lost with: it
     * does not wait for the disk.
     */
    private static void wake(Handle handle) {
        try {
            handle.execute("select set_config('synchronous_commit', 'off', true), pg_notify('" + OutboxRelay.CHANNEL
                    + "', '')");
        } catch (JdbiException missed) {
            LOG.debug("the outbox relay was not woken: {}", missed.getMessage());
        }
    }

    @Override
    public RelayWaking createCopy() {
        return new RelayWaking();
    }
}
