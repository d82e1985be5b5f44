package dev.steerstream.decoder;

import dev.steerstream.work.database.Database;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether the database answers, without asking it each time: while it does not, no new request is taken. One thread of its own. */
final class DatabaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Database database;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "database-watch");
        named.setDaemon(true);
        return named;
    });
    private volatile boolean answers;

    private DatabaseWatch(Database database) {
        this.database = database;
        this.answers = database.answers();
    }

    static DatabaseWatch start(Database database) {
        DatabaseWatch watch = new DatabaseWatch(database);
        var unused = watch.thread.scheduleWithFixedDelay(
                watch::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    boolean answers() {
        return answers;
    }

    private void look() {
        boolean now = database.answers();
        if (now != answers)
            LOG.info("the database {}", now ? "answers again" : "does not answer: nothing new is taken");
        answers = now;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
