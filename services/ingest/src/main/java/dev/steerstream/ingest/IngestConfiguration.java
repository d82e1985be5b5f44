package dev.steerstream.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What an ingest can be told. Its database is {@code quarkus.datasource.*}, where its health listens {@code quarkus.http.host} and {@code quarkus.http.port}. */
@ConfigMapping(prefix = "steerstream")
public interface IngestConfiguration {

    Kafka kafka();

    /** Put before every topic's name, so that installations can share a broker. */
    Optional<String> topicPrefix();

    /** Folder for the topology's local state; the broker has a copy of all of it. */
    @WithDefault(".steer/work")
    String workDir();

    Ingest ingest();

    /** How to reach the broker. */
    interface Kafka {
        /** Addresses of the brokers, {@code host:port}, separated by commas. */
        @WithDefault("127.0.0.1:9092")
        String bootstrap();

        /** Handed to every Kafka client as it is: security settings, for example. */
        Map<String, String> properties();

        /** Copies of the topology's internal topics; -1 is the broker's default. */
        @WithDefault("-1")
        int replication();
    }

    /** What only an ingest has. */
    interface Ingest {
        /**
         * Name of this replica within its group, unique among the replicas and kept over restarts, so that a restarted one need not wait for its
         * predecessor's session to end.
         */
        @WithDefault("ingest-1")
        String instance();

        /** Threads of the topology; at most the partitions of the submissions' topic are of use. */
        @WithDefault("1")
        int threads();

        /** Replicas that keep a copy of another one's local state, so that taking over needs no reading back; none on one machine. */
        @WithDefault("0")
        int standbys();

        /** How often what was read, stored and written becomes visible, in one transaction. */
        @WithDefault("200ms")
        Duration commitInterval();

        /** How long readers wait at most for a killed ingest's open transaction; a commit that takes longer is undone and done again. */
        @WithDefault("20s")
        Duration transactionTimeout();

        /** How long a submission may be silent before it is given up as incomplete. */
        @WithDefault("24h")
        Duration idleLimit();

        /** How long an ended submission's row hashes are kept, to tell a repeated upload from another one; its id is kept for good. */
        @WithDefault("7d")
        Duration remember();
    }
}
