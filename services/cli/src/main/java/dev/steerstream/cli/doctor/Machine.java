package dev.steerstream.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the machine has: memory, disk, processor. */
final class Machine {
    private static final long MEBIBYTE = 1024L * 1024;
    /** Broker, database and the six services with the default model, measured: 1.2 GB and the engines' weights. */
    private static final long NEEDED_MEMORY = 2_048;

    private static final long GOOD_MEMORY = 4_096;
    private static final long NEEDED_DISK = 1_024;
    private static final long GOOD_DISK = 5_120;

    private Machine() {}

    static List<Finding> check(Path state, Path models, boolean running) {
        List<Finding> findings = new ArrayList<>();
        findings.add(memory(Path.of("/proc/meminfo"), running));
        findings.add(disk("disk of the state directory", state));
        findings.add(disk("disk of the model cache", models));
        findings.add(processor(Path.of("/proc/cpuinfo")));
        return findings;
    }

    static Finding memory(Path meminfo, boolean running) {
        OptionalLong available = available(meminfo);
        if (available.isEmpty()) {
            return Finding.warning("memory", "this system does not say how much is free", "2 GiB should be free.");
        }
        String found = available.getAsLong() + " MiB available";
        if (running) return Finding.ok("memory", found + " beside the platform that runs");
        if (available.getAsLong() < NEEDED_MEMORY) {
            return Finding.problem(
                    "memory", found, "Free at least " + NEEDED_MEMORY + " MiB, or the services end one another.");
        }
        if (available.getAsLong() < GOOD_MEMORY) {
            return Finding.warning("memory", found, "With larger models than the default one, free 4 GiB and more.");
        }
        return Finding.ok("memory", found);
    }

    private static OptionalLong available(Path meminfo) {
        try {
            return Files.readAllLines(meminfo).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst();
        } catch (IOException noProc) {
            return OptionalLong.empty();
        }
    }

    private static Finding disk(String check, Path folder) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) existing = existing.getParent();
        try {
            long free = Files.getFileStore(existing).getUsableSpace() / MEBIBYTE;
            String found = free + " MiB free at " + existing;
            if (!Files.isWritable(existing)) {
                return Finding.problem(
                        check,
                        existing + " cannot be written",
                        "Choose another with --state or --model-cache, or get the right.");
            }
            if (free < NEEDED_DISK)
                return Finding.problem(check, found, "Free at least 1 GiB, or choose another disk.");
            if (free < GOOD_DISK) return Finding.warning(check, found, "Topics and checkpoints grow: keep 5 GiB free.");
            return Finding.ok(check, found);
        } catch (IOException unreadable) {
            return Finding.problem(check, existing + ": " + unreadable.getMessage(), "Choose another folder.");
        }
    }

    static Finding processor(Path cpuinfo) {
        int processors = Runtime.getRuntime().availableProcessors();
        String found = processors + " processors";
        try {
            String flags = Files.readAllLines(cpuinfo).stream()
                    .filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .orElse("");
            if (!flags.isEmpty() && !flags.contains(" avx2")) {
                return Finding.warning(
                        "processor",
                        found + " without AVX2",
                        "Weights of few bits have no kernels here: decoders take float32, which is slow.");
            }
            if (flags.contains(" avx512_bf16")) found += ", AVX-512 with bfloat16";
            else if (flags.contains(" avx512")) found += ", AVX-512";
            else if (!flags.isEmpty()) found += ", AVX2";
        } catch (IOException noProc) {
            // How many there are is said anyway.
        }
        if (processors < 2) {
            return Finding.warning("processor", found, "Everything works, slowly: 2 or more are better.");
        }
        return Finding.ok("processor", found);
    }
}
