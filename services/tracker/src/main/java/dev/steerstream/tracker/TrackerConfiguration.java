package dev.steerstream.tracker;

import dev.steerstream.work.keys.AuthenticationMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a tracker can be told. Its database is {@code quarkus.datasource.*}, where it listens {@code quarkus.http.host} and {@code quarkus.http.port}. */
@ConfigMapping(prefix = "steerstream")
public interface TrackerConfiguration {

    Kafka kafka();

    /** Put before every topic's name, so that installations can share a broker. */
    Optional<String> topicPrefix();

    /** Folder for the topology's local state; the broker has a copy of all of it. */
    @WithDefault(".steer/work")
    String workDir();

    /**
     * {@code keys} or {@code oidc}: who looks shows a key, a program with every request, a browser once. {@code none} shows everything to whoever
     * reaches the port, and is refused on other addresses than loopback and in the profile {@code production}.
     */
    @WithDefault("none")
    AuthenticationMode authentication();

    /** A key that the operator made up, the gateway's: it may see everything, of every tenant. */
    Optional<String> operatorKey();

    Tracker tracker();

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

    /** What only a tracker has. */
    interface Tracker {
        /**
         * Name of this replica, unique among the replicas and kept over restarts. Each replica reads all events and answers alone: it is a topology
         * of its own, with local state and internal topics under this name.
         */
        @WithDefault("tracker-1")
        String instance();

        /** Threads of the topology; at most the partitions of the events' topics are of use. */
        @WithDefault("1")
        int threads();

        /** How often what was read and counted is committed, in one transaction; a line of the feed is shown after the commit that has it. */
        @WithDefault("200ms")
        Duration commitInterval();

        /** How long a killed tracker's open transaction is waited for at most; a commit that takes longer is undone and done again. */
        @WithDefault("20s")
        Duration transactionTimeout();

        /** Length of the windows in which requests are counted. */
        @WithDefault("10s")
        Duration window();

        /** How long windows are kept, at least the hour that is shown; a result that ended before is not counted. */
        @WithDefault("1h")
        Duration keep();

        /** How long adaptations, datasets and dead letters are remembered, to tell a repeated event from a new one; older events are dropped. */
        @WithDefault("7d")
        Duration remember();

        /** How often an open page is brought up to date; nothing is sent where nothing has changed. */
        @WithDefault("1s")
        Duration refresh();

        /** Where the gateway is: forms of the pages command through it, in the name of who sent them. */
        @WithDefault("http://127.0.0.1:8080")
        URI gateway();

        /** After which a browser shows its key again, however busy it was. */
        @WithDefault("12h")
        Duration session();

        /** How often an event stream without news sends a comment, so that proxies keep it and lost clients are noticed. */
        @WithDefault("15s")
        Duration heartbeat();

        /** Events that a slow client of a stream may lag behind before its stream is ended. */
        @WithDefault("1024")
        int streamBuffer();

        /** Streams that may be open at once; a further one is refused. */
        @WithDefault("500")
        int streams();

        /** How many of them one tenant may have, so that none takes what others need. */
        @WithDefault("200")
        int streamsPerTenant();
    }
}
