package dev.steerstream.cli.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The services, in the order of the flow. */
public enum Service {
    INGEST(Engine.NONE),
    TRAINER(Engine.LOADED),
    EXTRACTOR(Engine.LOADED),
    DECODER(Engine.LOADED),
    GATEWAY(Engine.NONE),
    TRACKER(Engine.NONE);

    /** Whether the service loads a language model; its weights lie outside the Java heap. */
    private enum Engine {
        NONE,
        LOADED
    }

    private final Engine engine;

    Service(Engine engine) {
        this.engine = engine;
    }

    /** The name of its folder, its log and its metrics. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The application that Maven built under the installation directory. */
    Path application(Path installation) {
        return installation.resolve(Path.of("services", id(), "target", "quarkus-app", "quarkus-run.jar"));
    }

    /** Options that keep six virtual machines small and quick to start. */
    List<String> virtualMachineOptions() {
        var common = List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-XX:+ExitOnOutOfMemoryError");
        return switch (engine) {
            // The optimising compiler would cost more in a short life than it brings.
            case NONE -> concatenate(common, List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xss512k"));
            // The graph optimiser changes the first call's gradients, so that a resumed run would differ.
            case LOADED -> concatenate(common, List.of("-Xmx1g", "-Dai.djl.pytorch.graph_optimizer=false"));
        };
    }

    /**
     * What the service's engine is told.
     *
     * @param processors of the machine
     */
    Map<String, String> environment(int processors) {
        return switch (this) {
            // A warm start's tensors come and go by the hundred: large ones go back to the system, or the allocator
            // keeps
            // holes half as large as all of them. Costs 2% of its speed; where tensors are used again at once it would
            // cost more.
            case TRAINER -> Map.of("MALLOC_MMAP_THRESHOLD_", "4194304");
            // A step's operators are so short that waking a second thread, which must not spin, costs more than it
            // brings: 107 tokens/s on one of two processors, 44 on both (decision 010).
            case DECODER -> Map.of("STEERSTREAM_THREADS", Integer.toString(Math.max(1, processors / 2)));
            default -> Map.of();
        };
    }

    private static List<String> concatenate(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
