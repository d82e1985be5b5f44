package dev.steerstream.cli.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Services that outlived a killed platform process. Each carries its platform's state directory on its command line, so
 * that they are found without a file that a kill could leave unwritten, and no other process is ever taken for one.
 */
final class OrphanedServices {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private OrphanedServices() {}

    /** The argument that marks a process as a service of the platform on this state directory. */
    static String marker(StateDirectory state) {
        return "-Dlocal.platform=" + state.root();
    }

    /** Ends what a killed platform left running; the caller holds the state directory. Returns how many there were. */
    static int end(StateDirectory state) {
        List<ProcessHandle> orphans = find(state);
        for (ProcessHandle orphan : orphans) orphan.destroy();
        var all = CompletableFuture.allOf(
                orphans.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            all.get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            for (ProcessHandle orphan : orphans) orphan.destroyForcibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PlatformException("interrupted while ending services that an earlier platform left");
        } catch (ExecutionException impossible) {
            throw new PlatformException("waiting for processes failed", impossible.getCause());
        }
        return orphans.size();
    }

    static List<ProcessHandle> find(StateDirectory state) {
        String marker = marker(state);
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(handle -> arguments(handle).contains(marker))
                .toList();
    }

    private static List<String> arguments(ProcessHandle handle) {
        try {
            return List.of(Files.readString(Path.of("/proc", Long.toString(handle.pid()), "cmdline"))
                    .split("\0"));
        } catch (IOException noProc) {
            return handle.info().arguments().map(List::of).orElse(List.of());
        }
    }
}
