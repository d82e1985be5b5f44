package dev.steerstream.cli.context;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.cli.CommandException;
import dev.steerstream.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the file of contexts holds. Immutable; a change is a new one that is saved.
 *
 * @param current the one that commands mean unless they name another; null means the local platform
 */
public record Contexts(String current, Map<String, Context> contexts) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public Contexts {
        contexts = contexts == null ? Map.of() : Map.copyOf(contexts);
    }

    /** {@code STEER_CONFIG}, else {@code steer/contexts.json} in the user's folder for configuration. */
    public static Path file(Map<String, String> environment) {
        if (environment.containsKey("STEER_CONFIG")) return Path.of(environment.get("STEER_CONFIG"));
        Path folder = environment.containsKey("XDG_CONFIG_HOME")
                ? Path.of(environment.get("XDG_CONFIG_HOME"))
                : Path.of(System.getProperty("user.home"), ".config");
        return folder.resolve("steer").resolve("contexts.json");
    }

    public static Contexts read(Path file) throws IOException {
        try {
            return MAPPER.readValue(Files.readAllBytes(file), Contexts.class);
        } catch (NoSuchFileException none) {
            return new Contexts(null, Map.of());
        } catch (JsonProcessingException damaged) {
            throw new CommandException(
                    ExitCode.FAILED,
                    file + " is no file of contexts: " + damaged.getOriginalMessage() + ". Mend it, or delete it.");
        }
    }

    /** Replaces the file whole; it holds keys, so only its owner reads it. */
    public void save(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(
                folder,
                ".contexts",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The current one; empty where commands mean the local platform. */
    public Optional<Context> chosen() {
        return current == null ? Optional.empty() : Optional.of(require(current));
    }

    public Context require(String name) {
        Context found = contexts.get(name);
        if (found != null) return found;
        throw new CommandException(
                ExitCode.NOT_FOUND,
                "there is no context \"" + name + "\"; there are: "
                        + (contexts.isEmpty() ? "none" : String.join(", ", new TreeMap<>(contexts).keySet())));
    }

    public Contexts with(String name, Context context) {
        Map<String, Context> more = new TreeMap<>(contexts);
        more.put(name, context);
        return new Contexts(current, more);
    }

    public Contexts without(String name) {
        require(name);
        Map<String, Context> fewer = new TreeMap<>(contexts);
        fewer.remove(name);
        return new Contexts(name.equals(current) ? null : current, fewer);
    }

    /** @param name null for the local platform */
    public Contexts using(String name) {
        if (name != null) require(name);
        return new Contexts(name, contexts);
    }
}
