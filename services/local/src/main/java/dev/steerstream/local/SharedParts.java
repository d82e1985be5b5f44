package dev.steerstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One broker and one database server for all integration tests of a JVM, started when first asked for and stopped with
 * the JVM. Tests keep apart by a topic prefix and a database each:
 *
 * <pre>{@code
 * String bootstrap = SharedParts.bootstrap();
 * String prefix = SharedParts.topicPrefix(MyIT.class);
 * Database database = SharedParts.database(MyIT.class);
 * }</pre>
 *
 * <p>A test that stops or kills a broker or a server starts its own ({@link EmbeddedKafka}, {@link EmbeddedPostgres}).
 * All methods are safe from any thread.
 */
public final class SharedParts {
    private static final String DIRECTORY_PREFIX = "shared-parts-";
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static Path directory;
    private static DirectoryLock lock;
    private static EmbeddedKafka kafka;
    private static EmbeddedPostgres postgres;

    private SharedParts() {}

    /** The shared broker's address. */
    public static synchronized String bootstrap() {
        if (kafka == null) kafka = EmbeddedKafka.start(directory().resolve("kafka"));
        return kafka.bootstrap();
    }

    /** A new prefix for topic names, such as {@code sealedrowsit-3.}: no two calls return the same. */
    public static String topicPrefix(Class<?> test) {
        return test.getSimpleName().toLowerCase(Locale.ROOT) + "-" + COUNTER.incrementAndGet() + ".";
    }

    /** A new, empty database (no migrations applied): no two calls return the same. */
    public static synchronized Database database(Class<?> test) {
        if (postgres == null) {
            // The data ends with the test, so commits need not wait for the disk; a killed client loses nothing by it.
            postgres =
                    EmbeddedPostgres.start(directory().resolve("postgres"), new EmbeddedPostgres.Options(false, 200));
        }
        String name = test.getSimpleName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return postgres.database(
                "test_" + name.substring(0, Math.min(40, name.length())) + "_" + COUNTER.incrementAndGet());
    }

    private static Path directory() {
        if (directory != null) return directory;
        try {
            Path target = Path.of("target").toAbsolutePath();
            Path parent = Files.isDirectory(target) ? target : Path.of(System.getProperty("java.io.tmpdir"));
            removeAbandoned(parent);
            directory = Files.createTempDirectory(parent, DIRECTORY_PREFIX);
            lock = DirectoryLock.take(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(SharedParts::stop, "shared-parts-stop"));
        return directory;
    }

    /** A killed test JVM leaves its server and its files: the next one ends and deletes them. */
    private static void removeAbandoned(Path parent) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, DIRECTORY_PREFIX + "*")) {
            for (Path abandoned : found) {
                Optional<DirectoryLock> free = DirectoryLock.tryTake(abandoned);
                if (free.isEmpty()) continue;
                try (DirectoryLock held = free.get()) {
                    StalePostmaster.stop(abandoned.resolve("postgres").resolve("data"));
                    Directories.delete(abandoned);
                }
            }
        }
    }

    private static synchronized void stop() {
        try {
            if (kafka != null) kafka.close();
        } finally {
            try {
                if (postgres != null) postgres.close();
            } finally {
                deleteDirectory();
            }
        }
    }

    private static void deleteDirectory() {
        try {
            lock.close();
            Directories.delete(directory);
        } catch (IOException left) {
            // The next test JVM deletes what is left.
            directory.toFile().deleteOnExit();
        }
    }
}
