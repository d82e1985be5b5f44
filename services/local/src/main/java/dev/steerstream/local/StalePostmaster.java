package dev.steerstream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that outlived the process that started it: found by its pid file, stopped only when it serves our data. */
public final class StalePostmaster {
    private static final Duration FAST_STOP = Duration.ofSeconds(10);
    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(10);

    private StalePostmaster() {}

    /**
     * Stops the server on {@code data}, if one runs. The caller holds the directory's lock, so no living process of ours
     * owns it. Returns whether one ran.
     */
    public static boolean stop(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) return false;
        Optional<ProcessHandle> running = serving(data, Files.readAllLines(pidFile));
        if (running.isPresent()) {
            ProcessHandle postmaster = running.get();
            // SIGINT is PostgreSQL's fast mode; SIGTERM would wait for clients, of which a killed platform leaves some.
            signal(postmaster, "INT");
            if (!ended(postmaster, FAST_STOP)) {
                signal(postmaster, "QUIT");
                if (!ended(postmaster, IMMEDIATE_STOP)) {
                    throw new LocalPartException("the PostgreSQL server with pid " + postmaster.pid() + " still serves "
                            + data + " and does not stop: end it with kill " + postmaster.pid());
                }
            }
        }
        // The server leaves the file behind when it was killed, and the pid in it may by now be another process's.
        Files.deleteIfExists(pidFile);
        return running.isPresent();
    }

    private static Optional<ProcessHandle> serving(Path data, List<String> pidFile) {
        if (pidFile.isEmpty() || !pidFile.get(0).strip().matches("[0-9]{1,9}")) return Optional.empty();
        return ProcessHandle.of(Long.parseLong(pidFile.get(0).strip()))
                .filter(ProcessHandle::isAlive)
                .filter(handle -> commandLine(handle).contains("postgres")
                        && commandLine(handle).contains(data.toString()));
    }

    private static String commandLine(ProcessHandle handle) {
        Path proc = Path.of("/proc", Long.toString(handle.pid()), "cmdline");
        try {
            return Files.readString(proc).replace('\0', ' ');
        } catch (IOException noProc) {
            return handle.info().commandLine().orElse("");
        }
    }

    private static void signal(ProcessHandle handle, String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(handle.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping pid " + handle.pid(), interrupted);
        }
    }

    private static boolean ended(ProcessHandle handle, Duration limit) throws IOException {
        try {
            handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for pid " + handle.pid(), interrupted);
        } catch (ExecutionException impossible) {
            throw new IOException(impossible);
        }
    }
}
