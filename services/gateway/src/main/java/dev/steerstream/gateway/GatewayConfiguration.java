package dev.steerstream.gateway;

import dev.steerstream.work.keys.AuthenticationMode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a gateway can be told. Its database is {@code quarkus.datasource.*}, where it listens {@code quarkus.http.host} and {@code quarkus.http.port}. */
@ConfigMapping(prefix = "steerstream")
public interface GatewayConfiguration {

    Kafka kafka();

    /** Put before every topic's name, so that installations can share a broker. */
    Optional<String> topicPrefix();

    /** Folder for artefacts that were fetched; whatever is in it may be deleted. */
    @WithDefault(".steer/work")
    Path workDir();

    /**
     * {@code keys} asks for API keys, {@code oidc} for those or a provider's tokens; {@code none} trusts whoever reaches the port and is refused
     * on other addresses than loopback and in the profile {@code production}.
     */
    @WithDefault("none")
    AuthenticationMode authentication();

    /** A key that the operator made up, {@code sk-steer-} and 43 random characters: it may do everything, for every tenant. */
    Optional<String> operatorKey();

    Oidc oidc();

    Gateway gateway();

    /** Whose tokens are taken besides keys. */
    interface Oidc {
        /** The provider's issuer, whose keys are found under {@code /.well-known/openid-configuration}. */
        Optional<String> issuer();

        /** Whom its tokens must be for. */
        Optional<String> audience();

        /** The claim with the tenant. */
        @WithDefault("tenant")
        String tenantClaim();

        /** The claim with the scopes: a list, or texts with spaces between. */
        @WithDefault("scope")
        String scopeClaim();

        /** What stands before read, submit and operate there. */
        Optional<String> scopePrefix();
    }

    /** How to reach the broker. */
    interface Kafka {
        /** Addresses of the brokers, {@code host:port}, separated by commas. */
        @WithDefault("127.0.0.1:9092")
        String bootstrap();

        /** Handed to every Kafka client as it is: security settings, for example. */
        Map<String, String> properties();
    }

    /** How long rows are kept in the database once they have ended; gateways remove what is over. */
    interface Retention {
        /** Ended requests with their results; longer than their topic keeps them. */
        @WithDefault("30d")
        Duration generations();

        /** Probabilities per token of ended requests; at most as long as the requests. */
        @WithDefault("7d")
        Duration details();

        /** What was done with each command, and which starts were accepted; longer than their topic keeps them. */
        @WithDefault("90d")
        Duration commands();

        /** Records that could not be processed. */
        @WithDefault("30d")
        Duration deadLetters();

        /** Bad rows of submissions that have ended, and first rows of sealed ones as a warm start has read them. */
        @WithDefault("30d")
        Duration rejectedRows();

        /** Who deleted, promoted and retired what; for good where it is left out. */
        Optional<Duration> audit();

        /** How often is looked for what is over. */
        @WithDefault("10m")
        Duration sweep();
    }

    /** How past requests are decoded again. */
    interface Replays {
        /** Requests of one replay that lie with the decoders at a time; the rest waits in rows. */
        @WithDefault("32")
        int inFlight();

        /** How often is looked for answers that have come. */
        @WithDefault("500ms")
        Duration step();
    }

    /** How much one tenant may ask for. */
    interface Limits {
        /** Requests for answers that wait for a decoder; a further one is answered 429. Those of replays do not count. */
        @WithDefault("10000")
        int queued();

        /** Requests for answers that decoders are at; while there are more, a further one is answered 429. */
        @WithDefault("1000")
        int running();

        /**
         * Requests for answers that are sent before decoders have begun earlier ones; the rest follows as these begin, so that a flood of one tenant's holds up
         * the next of another's by no more than this.
         */
        @WithDefault("64")
        int ahead();

        /** Requests of any kind a second that one replica takes, and twice as many at once; any number where it is left out. */
        OptionalDouble requestsPerSecond();

        /** Rows of one submission. */
        @WithDefault("10000000")
        long rows();

        /** Answer tokens that one request may ask for, over all its answers. */
        @WithDefault("131072")
        int tokens();
    }

    /** How the requests of batches are passed on. */
    interface Batches {
        /** Requests of one batch that lie with the decoders at a time; the rest waits in rows. */
        @WithDefault("32")
        int inFlight();

        /** How often is looked for answers that have come. */
        @WithDefault("500ms")
        Duration step();

        /** Most requests that one batch may have. */
        @WithDefault("1000000")
        int mostRequests();

        /** How long input, output and error files are kept unless the client says otherwise. */
        @WithDefault("30d")
        Duration filesKept();
    }

    /** What only a gateway has. */
    interface Gateway {
        /** The name of this replica in the requests that it accepts; unique among the replicas, a random one where it is left out. */
        Optional<String> instance();

        /** Largest JSON body in bytes; prompts must fit a message of 1 MiB with everything around them. */
        @WithDefault("900000")
        int jsonLimit();

        /** Largest line of a dataset in bytes, at most what fits a message; a longer one ends the upload. */
        @WithDefault("1000000")
        int datasetLineLimit();

        /** Largest dataset in bytes that one upload may have; it is streamed, so memory does not depend on it. */
        @WithDefault("4294967296")
        long datasetLimit();

        /** Memory in bytes that one upload's unsent rows may take before reading pauses. */
        @WithDefault("16777216")
        long datasetBuffer();

        /** Largest exported profile in bytes that one import may have, packed and unpacked; it is held in memory. */
        @WithDefault("67108864")
        int profileLimit();

        /** How long the broker may take to store a row before the upload fails. */
        @WithDefault("30s")
        Duration publishTimeout();

        /** How often what waits and runs in the whole installation is read for the metrics. */
        @WithDefault("10s")
        Duration metricsInterval();

        /** The most that {@code Prefer: wait=} is granted. */
        @WithDefault("10m")
        Duration waitLimit();

        /** How long starting an adaptation waits for the trainer, and an evaluation for the extractor, to store it before it answers {@code accepted}. */
        @WithDefault("5s")
        Duration adaptationWait();

        /** How often the rows behind waiting clients are looked at, in case a wake-up was missed. */
        @WithDefault("1s")
        Duration recheck();

        /** How often held requests are looked at, in case a wake-up was missed. */
        @WithDefault("250ms")
        Duration heldSweep();

        /** How often requests past their deadline are failed {@code EXPIRED}. */
        @WithDefault("5s")
        Duration expirySweep();

        Limits limits();

        Retention retention();

        Replays replays();

        Batches batches();

        /** Largest file in bytes that one upload may have; it is stored in pieces, so memory does not depend on it. */
        @WithDefault("4294967296")
        long fileLimit();

        /** How often an event stream without news sends a comment, so that proxies keep it and lost clients are noticed. */
        @WithDefault("15s")
        Duration heartbeat();

        /** Events that a slow client of a stream may lag behind before its stream is ended. */
        @WithDefault("1024")
        int streamBuffer();
    }
}
