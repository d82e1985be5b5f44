package dev.steerstream.work.outbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/** The relay's session: the advisory lock that elects it, and the notifications that wake it. For one thread. */
final class OutboxElection implements AutoCloseable {
    private final Connection session;
    private boolean won;

    OutboxElection(Connection session) throws SQLException {
        this.session = session;
        session.setAutoCommit(true);
    }

    boolean won() throws SQLException {
        if (!won) won = ask("select pg_try_advisory_lock(" + OutboxRelay.LOCK + ")");
        return won;
    }

    /**
     * Also, nobody waits for the disk in this session: what a crash of the database brings back is published again, as it may be. And it reads by index only: a plan
     * that was made while the table was small goes through all of its deleted rows later.
     */
    void listen() throws SQLException {
        run("listen " + OutboxRelay.CHANNEL);
        run("set synchronous_commit = off");
        run("set enable_seqscan = off");
    }

    /** Returns when a writer has committed, at the latest after {@code limit}. */
    void awaitNotification(Duration limit) throws SQLException {
        session.unwrap(PGConnection.class).getNotifications((int) limit.toMillis());
    }

    /** The connection goes back to a pool, so what belongs to the session must not stay on it. */
    @Override
    public void close() throws SQLException {
        if (session.isClosed() || !session.isValid(1)) return;
        run("unlisten *");
        run("reset synchronous_commit");
        run("reset enable_seqscan");
        if (won) ask("select pg_advisory_unlock(" + OutboxRelay.LOCK + ")");
    }

    private boolean ask(String query) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private void run(String command) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(command);
        }
    }
}
