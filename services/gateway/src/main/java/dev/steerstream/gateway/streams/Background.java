package dev.steerstream.gateway.streams;

import dev.steerstream.work.errors.Failures;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads for what no request waits on directly: looking at rows, sweeping, comments. A run that fails is logged and does not end the next ones. */
@Singleton
public class Background implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    /** Below the connection pool's size, so that requests still get connections. */
    private static final int WORKERS = 6;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(named("gateway-clock"));
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, named("gateway-background"));

    @Override
    public void execute(Runnable work) {
        if (workers.isShutdown()) return;
        workers.execute(() -> run(work));
    }

    /** Runs {@code work} on a worker again and again; a run is left out while the one before it goes on. */
    public ScheduledFuture<?> every(Duration interval, Runnable work) {
        AtomicBoolean running = new AtomicBoolean();
        return clock.scheduleWithFixedDelay(
                () -> {
                    if (!running.compareAndSet(false, true)) return;
                    execute(() -> {
                        try {
                            work.run();
                        } finally {
                            running.set(false);
                        }
                    });
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException thrown) {
            LOG.warn("background work failed: {}", Failures.of(thrown).message());
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) workers.shutdownNow();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
