package dev.steerstream.model.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The engine's part in the end of its process. The virtual machine waits 0.3 s at most for threads in native code, then native libraries
 * are taken down: a kernel that still runs would crash. So when the process is told to end, the call that runs is waited for, and no
 * other one begins.
 */
public final class EngineEnd {
    /** Longer than any call: a step of training on the largest batch that fits. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);

    private static volatile Duration usersTime = Duration.ZERO;
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    private final ThreadPoolExecutor executor;

    EngineEnd(ThreadPoolExecutor executor) {
        this.executor = executor;
    }

    /**
     * For applications that end in order: whoever uses the engine may go on to do so while the process ends, until {@link #released},
     * at most so long.
     */
    public static void waitForUsers(Duration most) {
        usersTime = most;
    }

    /** Nobody uses the engine any more. */
    public static void released() {
        RELEASED.countDown();
    }

    void whenTheProcessEnds() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "engine-end"));
    }

    private void end() {
        try {
            boolean inOrder = RELEASED.await(usersTime.toMillis(), TimeUnit.MILLISECONDS);
            executor.shutdown();
            if (!inOrder) {
                List<Runnable> waiting = new ArrayList<>();
                executor.getQueue().drainTo(waiting);
                waiting.forEach(call -> ((Future<?>) call).cancel(false));
            }
            executor.awaitTermination(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
