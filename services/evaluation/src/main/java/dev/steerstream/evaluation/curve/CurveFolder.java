package dev.steerstream.evaluation.curve;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where a curve's finished parts are kept. Each file appears whole or not at all. Not thread-safe: one run. */
final class CurveFolder {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final long LARGEST = 64L << 20;
    private static final long LARGEST_CHECKPOINT = 4L << 30;

    private final Path folder;

    /**
     * @param inputs what the run depends on, by name
     * @throws IllegalArgumentException where the folder holds a run of other inputs, which it names
     */
    CurveFolder(Path folder, Map<String, String> inputs) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        Path file = folder.resolve("inputs.json");
        if (Files.exists(file)) {
            Map<?, ?> there = MAPPER.readValue(bounded(file, LARGEST), TreeMap.class);
            inputs.forEach((name, value) -> {
                if (!value.equals(there.get(name))) {
                    throw new IllegalArgumentException(folder + " holds a curve whose " + name + " is "
                            + there.get(name) + ", but this one's is " + value + ": give it a folder of its own.");
                }
            });
        } else {
            write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(new TreeMap<>(inputs)));
        }
    }

    Path adapter(int steps) {
        return folder.resolve("adapter-" + steps);
    }

    boolean hasAdapter(int steps) {
        return Files.exists(adapter(steps).resolve("complete"));
    }

    /** The adapter's files are all there. */
    void completeAdapter(int steps) throws IOException {
        Files.write(adapter(steps).resolve("complete"), new byte[0]);
    }

    Optional<byte[]> checkpoint() throws IOException {
        Path file = folder.resolve("checkpoint.bin");
        return Files.exists(file) ? Optional.of(bounded(file, LARGEST_CHECKPOINT)) : Optional.empty();
    }

    void keepCheckpoint(byte[] checkpoint) throws IOException {
        write(folder.resolve("checkpoint.bin"), checkpoint);
    }

    Optional<CurvePoint> point(int steps) throws IOException {
        Path file = pointFile(steps);
        return Files.exists(file)
                ? Optional.of(MAPPER.readValue(bounded(file, LARGEST), CurvePoint.class))
                : Optional.empty();
    }

    void keep(CurvePoint point) throws IOException {
        write(pointFile(point.steps()), MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(point));
    }

    private Path pointFile(int steps) {
        return folder.resolve("point-" + steps + ".json");
    }

    private static byte[] bounded(Path file, long most) throws IOException {
        if (Files.size(file) > most) {
            throw new IOException(file + " has " + Files.size(file) + " bytes, but at most " + most + " are read.");
        }
        return Files.readAllBytes(file);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
