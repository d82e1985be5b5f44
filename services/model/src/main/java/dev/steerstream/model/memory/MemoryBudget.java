package dev.steerstream.model.memory;

import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The memory of this process: a limit, and the reservations that share it. Reservations are counted, not allocated: they come before
 * the memory that they are for, and go after it. Safe from any thread.
 */
public final class MemoryBudget {
    /** Code, threads and tables of the virtual machine, libtorch and the tokenizer: 180 to 230 MiB resident were measured. */
    private static final long LIBRARIES = 256L << 20;

    private final long bytes;
    private final String origin;
    private final Map<MemoryPart, Long> taken = new EnumMap<>(MemoryPart.class);

    private MemoryBudget(long bytes, String origin) {
        this.bytes = bytes;
        this.origin = origin;
    }

    /**
     * A budget of its own, for a part of a process or a test.
     *
     * @param origin where the number comes from, as a sentence can name it
     */
    public static MemoryBudget of(long bytes, String origin) {
        if (bytes < 1) {
            throw new IllegalArgumentException("A memory budget of " + bytes + " bytes: it must be positive.");
        }
        return new MemoryBudget(bytes, origin);
    }

    /**
     * The budget of this process: what was configured, else the limit of its container, else the machine's memory; the virtual
     * machine's own part is reserved.
     *
     * @throws MemoryBudgetException where not even that fits
     */
    public static MemoryBudget ofProcess(Optional<Long> configured) {
        MemoryBudget budget = configured.isPresent()
                ? of(configured.get(), "steerstream.memory")
                : of(machineBytes(), "the limit of this container, or this machine's memory");
        budget.reserve(
                MemoryPart.JVM, "The virtual machine", Runtime.getRuntime().maxMemory() + LIBRARIES);
        return budget;
    }

    /** The virtual machine asks control groups first, in both of their versions. */
    private static long machineBytes() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    public long bytes() {
        return bytes;
    }

    public synchronized long free() {
        return bytes - taken.values().stream().mapToLong(Long::longValue).sum();
    }

    public synchronized long taken(MemoryPart part) {
        return taken.getOrDefault(part, 0L);
    }

    /**
     * Promises memory to a part.
     *
     * @param what the beginning of a sentence that goes on "needs so many bytes"
     * @throws MemoryBudgetException where it does not fit
     */
    public synchronized Reservation reserve(MemoryPart part, String what, long wanted) {
        if (wanted < 0) {
            throw new IllegalArgumentException(what + " needs " + wanted + " bytes: that is no amount of memory.");
        }
        if (wanted > free()) {
            throw new MemoryBudgetException(what, wanted, free(), wanted <= mostEverFree(), this.toString());
        }
        taken.merge(part, wanted, Long::sum);
        return new Reservation(part, wanted);
    }

    /** What is free when all that comes and goes is gone. */
    private long mostEverFree() {
        return bytes
                - taken.entrySet().stream()
                        .filter(each -> each.getKey().lasting())
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    /** A promise; closing gives it back, once. */
    public final class Reservation implements AutoCloseable {
        private final MemoryPart part;
        private long held;

        private Reservation(MemoryPart part, long held) {
            this.part = part;
            this.held = held;
        }

        public long bytes() {
            synchronized (MemoryBudget.this) {
                return held;
            }
        }

        @Override
        public void close() {
            synchronized (MemoryBudget.this) {
                taken.merge(part, -held, Long::sum);
                held = 0;
            }
        }
    }

    /** For logs and errors: the limit, where it comes from, and who has what. */
    @Override
    public synchronized String toString() {
        String parts = taken.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> each.getKey().label() + " " + text(each.getValue()) + ", ")
                .collect(Collectors.joining());
        return "memory budget " + text(bytes) + " (" + origin + "): " + parts + "free " + text(free());
    }

    /** Bytes as people read them. */
    static String text(long bytes) {
        return bytes < 1 << 20
                ? bytes + " bytes"
                : bytes < 1 << 30
                        ? String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20))
                        : String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30));
    }
}
