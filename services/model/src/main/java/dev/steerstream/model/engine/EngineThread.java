package dev.steerstream.model.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.steerstream.model.files.ModelFileException;
import dev.steerstream.model.memory.MemoryBudgetException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread of this process that touches libtorch: its OpenMP team, executor flags, inference mode and generator are
 * per thread or global, so results would depend on who calls. Safe to be called from any thread; calls queue up.
 */
public final class EngineThread {
    private static EngineThread instance;

    private final int threads;
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "engine");
                thread.setDaemon(true);
                return thread;
            });

    private final EngineEnd end = new EngineEnd(executor);

    private EngineThread(int threads) {
        this.threads = threads;
    }

    /**
     * The engine, started on the first call with this number of computing threads.
     *
     * @throws UnsupportedOptionException when it already runs with another number: the numbers' last bits depend on it, and
     *     libtorch cannot change it after its first operator
     */
    public static synchronized EngineThread start(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new EngineException(
                    EngineException.Kind.USER, "threads is " + threads + ", but must be between 1 and 1024.");
        }
        if (instance == null) {
            EngineThread starting = new EngineThread(threads);
            starting.call(starting::initialise);
            starting.end.whenTheProcessEnds();
            instance = starting;
        } else if (instance.threads != threads) {
            throw new UnsupportedOptionException(
                    "threads",
                    Integer.toString(threads),
                    "the engine of this process already computes with " + instance.threads
                            + "; use that number, or another process.");
        }
        return instance;
    }

    public int threads() {
        return threads;
    }

    private Void initialise() {
        setDefault("ai.djl.offline", "true"); // the native library comes with the classpath, never from the network
        setDefault("OPT_OUT_TRACKING", "true");
        setDefault("ai.djl.pytorch.graph_optimizer", "false");
        setDefault("ai.djl.pytorch.num_threads", Integer.toString(threads));
        setDefault("ai.djl.pytorch.num_interop_threads", "1");
        Engine.getEngine("PyTorch");
        // The profiling executor would make a first call's gradients differ from later ones in the last bit.
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setNumThreads(threads);
        return null;
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Runs work on the engine's thread and waits for it. An interrupt of the caller is kept for the caller: native work
     * cannot be broken off, so the call ends first.
     */
    public <T> T call(Callable<T> work) {
        if (Thread.currentThread().getName().equals("engine")) {
            throw new IllegalStateException("The engine's thread may not wait for itself.");
        }
        boolean interrupted = false;
        try {
            Future<T> future = executor.submit(work);
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(e.getCause());
                }
            }
        } catch (RejectedExecutionException | CancellationException ending) {
            throw new EngineException(EngineException.Kind.RESOURCE, "The engine's process is ending.", ending);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #call}, without a result. */
    public void run(Runnable work) {
        call(() -> {
            work.run();
            return null;
        });
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof EngineException
                || cause instanceof ModelFileException
                || cause instanceof MemoryBudgetException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException) {
            return (RuntimeException) cause; // ours: refused before libtorch was asked
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof OutOfMemoryError
                || message.contains("can't allocate memory")
                || message.contains("CUDA out of memory")) {
            return new EngineException(
                    EngineException.Kind.RESOURCE,
                    "The engine ran out of memory: use fewer or shorter sequences at a time, or more memory. ("
                            + message + ")",
                    cause);
        }
        return new EngineException(
                EngineException.Kind.DEFECT,
                "The engine failed: " + message.lines().reduce((a, b) -> b).orElse(message),
                cause);
    }
}
