package dev.steerstream.cli.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One service's process, kept running: a thread of its own starts it, watches its readiness, and starts it again after
 * a pause where it ends by itself.
 */
final class ServiceProcess {
    private static final Duration POLL_STARTING = Duration.ofMillis(200);
    private static final Duration POLL_READY = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** A process that ran this long is not in a crash loop: its next pause is short again. */
    private static final Duration STABLE = Duration.ofMinutes(1);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Service service;
    private final int port;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final CrashReports crashes;
    private final Readiness readiness;
    private final Consumer<ServiceState> states;
    private final Consumer<String> narrator;
    private final Thread watcher;
    private volatile boolean stopping;
    private volatile Process process;

    ServiceProcess(
            Service service,
            int port,
            List<String> command,
            Map<String, String> environment,
            Path log,
            Readiness readiness,
            Consumer<ServiceState> states,
            Consumer<String> narrator) {
        this.service = service;
        this.port = port;
        this.command = new ArrayList<>(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.crashes = new CrashReports(log);
        this.readiness = readiness;
        this.states = states;
        this.narrator = narrator;
        this.watcher = new Thread(this::watch, "watch-" + service.id());
        this.watcher.setDaemon(true);
    }

    void start() {
        states.accept(ServiceState.STARTING);
        watcher.start();
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!stopping) {
                long started = System.nanoTime();
                String end = runOnce();
                if (stopping) break;
                Duration ran = Duration.ofNanos(System.nanoTime() - started);
                if (ran.compareTo(STABLE) > 0) pause = FIRST_PAUSE;
                states.accept(ServiceState.RESTARTING);
                narrator.accept(service.id() + " " + end + " after " + ran.toSeconds() + " s; starting again in "
                        + pause.toSeconds() + " s (log: " + log + ")");
                Thread.sleep(pause.toMillis());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the process to its end and says how it ended. */
    private String runOnce() throws InterruptedException {
        Process running;
        synchronized (this) {
            if (stopping) return "was stopped";
            try {
                running = launch();
            } catch (IOException failure) {
                return "could not be started (" + failure.getMessage() + ")";
            }
            process = running;
        }
        boolean wasReady = false;
        while (running.isAlive()) {
            boolean ready = readiness.ready(port);
            if (ready || wasReady) states.accept(ready ? ServiceState.READY : ServiceState.NOT_READY);
            if (ready && !wasReady) narrator.accept(service.id() + " ready");
            wasReady |= ready;
            Duration poll = ready ? POLL_READY : POLL_STARTING;
            if (running.waitFor(poll.toMillis(), TimeUnit.MILLISECONDS)) break;
        }
        String end = "ended with exit code " + running.exitValue();
        return crashes.of(running.pid())
                .map(report -> "crashed in native code: it " + end + ", the report is " + report + ", and what it was"
                        + " doing is done again;")
                .orElse(end);
    }

    private Process launch() throws IOException {
        LogFiles.rotate(log);
        crashes.prune();
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Asks the process to end and waits; ends it by force where it does not within 20 s. */
    void stop() throws InterruptedException {
        Process running;
        synchronized (this) {
            stopping = true;
            running = process;
        }
        watcher.interrupt();
        if (running != null && running.isAlive()) {
            running.destroy();
            if (!running.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                narrator.accept(service.id() + " did not stop within " + STOP_LIMIT.toSeconds() + " s and was killed");
                running.destroyForcibly().waitFor();
            }
        }
        states.accept(ServiceState.STOPPED);
    }
}
