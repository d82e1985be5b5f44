package dev.steerstream.cli.platform;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the platform's process last wrote about itself.
 *
 * @param processId of the platform's process
 * @param processStart when that process started: with the id it names the process beyond doubt
 * @param state of the whole
 * @param gateway URL, or null before it is known
 * @param tracker URL, or null before it is known
 * @param kafka bootstrap address, or null before the broker runs
 * @param postgres URL without a password, or null before the database runs
 * @param postgresPasswordFile the file with the password, or null before the database runs
 * @param services name to state: starting, ready, not_ready, restarting or stopped
 * @param failure why it did not start, or null
 */
public record PlatformStatus(
        long processId,
        Instant processStart,
        State state,
        String gateway,
        String tracker,
        String kafka,
        String postgres,
        String postgresPasswordFile,
        Map<String, String> services,
        String failure) {

    /** Of the whole platform. */
    public enum State {
        STARTING,
        READY,
        STOPPING,
        STOPPED,
        FAILED
    }

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** Whether the process that wrote this still runs. */
    public boolean alive() {
        return ProcessHandle.of(processId)
                .filter(ProcessHandle::isAlive)
                // One that ended and was not yet collected by its parent still counts as alive, but has no program.
                .filter(handle -> handle.info().command().isPresent())
                .flatMap(handle -> handle.info().startInstant())
                .filter(processStart::equals)
                .isPresent();
    }

    /** Replaces the file whole: a reader sees the old or the new one. */
    public void write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.write(draft, MAPPER.writeValueAsBytes(this));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The last status of a state directory; empty where no platform ever ran there. */
    public static Optional<PlatformStatus> read(Path file) throws IOException {
        try {
            return Optional.of(MAPPER.readValue(Files.readAllBytes(file), PlatformStatus.class));
        } catch (NoSuchFileException never) {
            return Optional.empty();
        }
    }

    /** The status of the platform that runs on this state directory now; empty where none does. */
    public static Optional<PlatformStatus> running(StateDirectory state) throws IOException {
        return read(state.status()).filter(PlatformStatus::alive);
    }
}
