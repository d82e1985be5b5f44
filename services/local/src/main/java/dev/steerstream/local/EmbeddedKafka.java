package dev.steerstream.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A single-node Kafka broker and controller (KRaft) inside this process, on a kept directory.
 *
 * <p>It listens on 127.0.0.1 only, keeps its ports across restarts where they are free, creates no topics by itself and
 * has share groups and transactions. Safe to close from any thread, once.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** The broker's largest message, 1 MiB; larger things go by reference. */
    public static final int MESSAGE_MAX_BYTES = 1024 * 1024;

    private static final int NODE_ID = 1;

    private final KafkaRaftServer server;
    private final DirectoryLock lock;
    private final String bootstrap;

    private EmbeddedKafka(KafkaRaftServer server, DirectoryLock lock, String bootstrap) {
        this.server = server;
        this.lock = lock;
        this.bootstrap = bootstrap;
    }

    /**
     * Settings that differ from the local platform's.
     *
     * @param overrides broker settings by Kafka's own names; they win over everything else
     */
    public record Options(Map<String, String> overrides) {
        public Options {
            overrides = Map.copyOf(overrides);
        }

        public static Options defaults() {
            return new Options(Map.of());
        }
    }

    /** Starts with {@link Options#defaults()}. */
    public static EmbeddedKafka start(Path directory) {
        return start(directory, Options.defaults());
    }

    /**
     * Starts the broker and returns when it takes requests. A new directory is formatted; an old one is reopened, also
     * after a kill -9.
     *
     * @throws LocalPartException where the directory is in use, or the broker does not start
     */
    public static EmbeddedKafka start(Path directory, Options options) {
        try {
            return startOnce(directory, options);
        } catch (LocalPartException failed) {
            if (!(deepest(failed) instanceof SocketException)) throw failed;
            // A port was taken between the look at it and the broker's own binding; the next look finds another.
            return startOnce(directory, options);
        }
    }

    private static EmbeddedKafka startOnce(Path directory, Options options) {
        DirectoryLock lock = null;
        KafkaRaftServer server = null;
        try {
            lock = DirectoryLock.take(directory);
            int port = LoopbackPorts.kept(directory.resolve("port"));
            int controllerPort = LoopbackPorts.kept(directory.resolve("controller-port"));
            Path data = Files.createDirectories(directory.resolve("data"));
            Map<String, String> settings = settings(data, port, controllerPort);
            settings.putAll(options.overrides());
            format(data);
            server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(server, lock, "127.0.0.1:" + port);
        } catch (LocalPartException known) {
            release(server, lock, known);
            throw known;
        } catch (Exception failure) {
            var reported = new LocalPartException(
                    "the Kafka broker in " + directory + " did not start: " + failure.getMessage() + " ("
                            + deepest(failure)
                            + "). Its log has more; a damaged directory can be deleted, with the data in it",
                    failure);
            release(server, lock, reported);
            throw reported;
        }
    }

    /** What began it: the broker wraps it several times. */
    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause;
    }

    private static void release(KafkaRaftServer server, DirectoryLock lock, Exception reported) {
        try {
            if (server != null) server.shutdown();
            if (lock != null) lock.close();
        } catch (Exception second) {
            reported.addSuppressed(second);
        }
    }

    private static void format(Path data) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) return;
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE_ID)
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static Map<String, String> settings(Path data, int port, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        // A static quorum is stored nowhere in the data, so the ports may change between restarts.
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("log.dirs", data.toString());
        for (String name : List.of(
                "offsets.topic.replication.factor",
                "transaction.state.log.replication.factor",
                "transaction.state.log.min.isr",
                "share.coordinator.state.topic.replication.factor",
                "share.coordinator.state.topic.min.isr",
                "default.replication.factor",
                "min.insync.replicas",
                "num.partitions",
                // Each partition of an internal topic costs files and memory; one machine needs one.
                "offsets.topic.num.partitions",
                "transaction.state.log.num.partitions",
                "share.coordinator.state.topic.num.partitions",
                "log.cleaner.threads",
                "num.network.threads",
                "num.recovery.threads.per.data.dir",
                "num.replica.fetchers")) settings.put(name, "1");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "2");
        // The default takes 128 MiB of heap before the first record.
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 * 1024 * 1024 + 1024));
        settings.put("log.index.size.max.bytes", Integer.toString(1024 * 1024));
        settings.put("message.max.bytes", Integer.toString(MESSAGE_MAX_BYTES));
        settings.put("replica.fetch.max.bytes", Integer.toString(MESSAGE_MAX_BYTES));
        settings.put("auto.create.topics.enable", "false");
        // After a kill -9 the controller waits this long before it takes the same broker again.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("initial.broker.registration.timeout.ms", "60000");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Members of share groups get their first assignment with a heartbeat: 0.5-2.7 s instead of up to 5.5 s.
        settings.put("group.share.min.heartbeat.interval.ms", "500");
        settings.put("group.share.heartbeat.interval.ms", "500");
        settings.put("group.share.min.record.lock.duration.ms", "1000");
        return settings;
    }

    /** The address for {@code bootstrap.servers}, such as {@code 127.0.0.1:23456}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Stops the broker in order and gives the directory back. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        try {
            lock.close();
        } catch (IOException failure) {
            throw new LocalPartException(
                    "the broker's directory could not be given back: " + failure.getMessage(), failure);
        }
    }
}
