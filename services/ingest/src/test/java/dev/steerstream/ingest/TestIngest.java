package dev.steerstream.ingest;

import dev.steerstream.work.database.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.postgresql.ds.PGSimpleDataSource;

/** An ingest for tests, in this process or, through {@link #main}, in one of its own that can be killed. */
public final class TestIngest {

    private TestIngest() {}

    /** Arguments: bootstrap, topic prefix, work directory, JDBC URL with user and password. */
    public static void main(String[] arguments) throws InterruptedException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(arguments[3]);
        Ingest.start(
                configuration(arguments[0], arguments[1], Path.of(arguments[2])), new Database(source), event -> {});
        new CountDownLatch(1).await();
    }

    static IngestConfiguration configuration(String bootstrap, String prefix, Path directory) {
        return new Configuration(bootstrap, prefix, directory, Duration.ofHours(24));
    }

    record Configuration(String bootstrap, String prefix, Path directory, Duration idleLimit)
            implements IngestConfiguration, IngestConfiguration.Kafka, IngestConfiguration.Ingest {

        @Override
        public Kafka kafka() {
            return this;
        }

        @Override
        public Optional<String> topicPrefix() {
            return Optional.of(prefix);
        }

        @Override
        public String workDir() {
            return directory.toString();
        }

        @Override
        public Ingest ingest() {
            return this;
        }

        @Override
        public Map<String, String> properties() {
            return Map.of();
        }

        @Override
        public int replication() {
            return -1;
        }

        @Override
        public String instance() {
            return "ingest-1";
        }

        @Override
        public int threads() {
            return 1;
        }

        @Override
        public int standbys() {
            return 0;
        }

        @Override
        public Duration commitInterval() {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration transactionTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration remember() {
            return Duration.ofDays(7);
        }
    }
}
