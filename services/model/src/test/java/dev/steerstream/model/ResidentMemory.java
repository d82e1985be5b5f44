package dev.steerstream.model;

import dev.steerstream.model.memory.NativeHeap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What Linux says of this process's memory. */
public final class ResidentMemory {
    /** What Java may take beside a measurement: code, classes, threads, buffers. Its heap lies there whole from the tests' start. */
    public static final long JAVA = 64L << 20;

    private static final int LOOKS = 4;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** Bytes that are resident at rest: once garbage and its direct buffers are gone, which takes a moment, and what native code has freed. */
    public static long now() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS; i++) {
            System.gc();
            NativeHeap.trim();
            LockSupport.parkNanos(PAUSE.toNanos());
            least = Math.min(least, field("VmRSS:"));
        }
        return least;
    }

    /** From here on {@link #peak} counts anew. */
    public static void forgetPeak() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** The most bytes that were resident since. */
    public static long peak() {
        return field("VmHWM:");
    }

    private static long field(String name) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
