package dev.steerstream.cli.platform;

import dev.steerstream.local.DirectoryLock;
import dev.steerstream.local.StalePostmaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The platform's process, seen from other processes: started detached, followed, and ended, by its state directory. */
public final class PlatformProcess {
    private static final Duration POLL = Duration.ofMillis(150);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final StateDirectory state;
    /** By this object: while it comes up, neither status nor lock may tell of it yet. */
    private volatile Process launched;

    public PlatformProcess(StateDirectory state) {
        this.state = state;
    }

    /** The status of the platform that runs now; empty where none does. */
    public Optional<PlatformStatus> running() throws IOException {
        return PlatformStatus.running(state);
    }

    /**
     * Starts a platform of its own session, so that this terminal's Ctrl-C does not reach it, and returns its process at once.
     *
     * @param arguments for {@code steer platform run}
     */
    public Process launch(List<String> arguments) throws IOException {
        state.create();
        List<String> command = new ArrayList<>();
        if (onPath("setsid")) command.add("setsid");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The broker and the supervisor live here; the broker's own cleaner buffer is small (EmbeddedKafka).
        command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        command.add("-Dsteerstream.installation=" + Installation.ofLauncher().directory());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.steerstream.cli.Steer"));
        command.addAll(List.of("platform", "run", "--state", state.root().toString()));
        command.addAll(arguments);
        LogFiles.rotate(state.log("platform"));
        launched = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(state.log("platform").toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        return launched;
    }

    private static boolean onPath(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) return true;
        }
        return false;
    }

    /**
     * Waits until the launched platform is ready, with a line for each part.
     *
     * @throws PlatformException where it failed or ended; the message has its reason
     * @throws TimeoutException where it is not ready within the limit; it goes on starting
     */
    public PlatformStatus awaitReady(Process launched, Duration limit, Consumer<String> narrator)
            throws IOException, InterruptedException, TimeoutException {
        long started = System.nanoTime();
        Set<String> told = new HashSet<>();
        while (System.nanoTime() - started < limit.toNanos()) {
            // Asked before the status is read: what a process says last it says before it ends.
            boolean ended = launched.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
            Optional<PlatformStatus> status =
                    PlatformStatus.read(state.status()).filter(read -> read.processId() == launched.pid());
            double seconds = (System.nanoTime() - started) / 1e9;
            status.ifPresent(read -> tellReady(read, told, seconds, narrator));
            if (status.isPresent() && status.get().state() == PlatformStatus.State.READY) return status.get();
            if (status.isPresent() && status.get().state() == PlatformStatus.State.FAILED) {
                throw new PlatformException("the platform did not start: "
                        + status.get().failure() + " (log: " + state.log("platform") + ")");
            }
            if (ended) {
                throw new PlatformException("the platform's process ended with exit code " + launched.exitValue()
                        + " while it started; its log is " + state.log("platform"));
            }
        }
        throw new TimeoutException("the platform is not ready after " + limit.toSeconds() + " s (" + notReady(launched)
                + "); it goes on starting: see steer status and the logs in " + state.logs());
    }

    private String notReady(Process launched) throws IOException {
        Optional<PlatformStatus> status =
                PlatformStatus.read(state.status()).filter(read -> read.processId() == launched.pid());
        if (status.isEmpty() || status.get().services().isEmpty()) return "the broker or the database";
        return status.get().services().entrySet().stream()
                .filter(service -> !service.getValue().equals(ServiceState.READY.id()))
                .map(service -> service.getKey() + " " + service.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void tellReady(PlatformStatus status, Set<String> told, double seconds, Consumer<String> narrator) {
        if (status.kafka() != null && told.add("kafka")) narrator.accept(line("kafka", status.kafka(), seconds));
        if (status.postgres() != null && told.add("postgres")) {
            narrator.accept(line("postgres", status.postgres(), seconds));
        }
        for (Map.Entry<String, String> service : status.services().entrySet()) {
            if (service.getValue().equals(ServiceState.READY.id()) && told.add(service.getKey())) {
                String address = service.getKey().equals(Service.GATEWAY.id())
                        ? status.gateway()
                        : service.getKey().equals(Service.TRACKER.id()) ? status.tracker() : "";
                narrator.accept(line(service.getKey(), address, seconds));
            }
        }
    }

    private static String line(String part, String address, double seconds) {
        return String.format(java.util.Locale.ROOT, "  %-10s ready after %4.1f s  %s", part, seconds, address)
                .stripTrailing();
    }

    /**
     * Ends the platform in order and waits; also ends what a killed platform left behind.
     *
     * @return whether anything ran
     * @throws TimeoutException where it does not stop within a minute
     */
    public boolean stop() throws IOException, InterruptedException, TimeoutException {
        if (!Files.isDirectory(state.root())) return false;
        long end = System.nanoTime() + STOP_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            Optional<PlatformStatus> running = running();
            if (running.isPresent()) return end(running.get());
            if (endUnannounced()) return true;
            Optional<DirectoryLock> lock = DirectoryLock.tryTake(state.root());
            if (lock.isPresent()) return endLeftovers(lock.get());
            // Somebody holds it without a status: on its way up, or killed a moment ago and not quite gone.
            Thread.sleep(POLL.toMillis());
        }
        throw new TimeoutException("another process holds " + state.root() + " and does not say what it does");
    }

    private boolean end(PlatformStatus status) throws IOException, InterruptedException, TimeoutException {
        Optional<ProcessHandle> process = ProcessHandle.of(status.processId());
        if (process.isEmpty()) return true;
        process.get().destroy();
        try {
            process.get().onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new TimeoutException("the platform (pid " + process.get().pid() + ") did not stop within "
                    + STOP_LIMIT.toSeconds() + " s; its log is " + state.log("platform"));
        } catch (ExecutionException impossible) {
            throw new IOException(impossible.getCause());
        }
        return true;
    }

    /** A platform that was launched here and is too young to have said so: it is told to end, and ends what it has begun. */
    private boolean endUnannounced() throws InterruptedException {
        Process young = launched;
        if (young == null || !young.isAlive()) return false;
        young.destroy();
        return young.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean endLeftovers(DirectoryLock lock) throws IOException {
        try (lock) {
            int services = OrphanedServices.end(state);
            boolean server = StalePostmaster.stop(state.postgres().resolve("data"));
            return services > 0 || server;
        }
    }
}
