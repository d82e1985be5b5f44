package dev.steerstream.cli.platform;

import dev.steerstream.local.Database;
import dev.steerstream.local.DirectoryLock;
import dev.steerstream.local.EmbeddedKafka;
import dev.steerstream.local.EmbeddedPostgres;
import dev.steerstream.local.LoopbackPorts;
import dev.steerstream.migrations.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The platform of one machine, run by this process from {@link #start} to {@link #close}.
 *
 * <p>Start: end what a killed platform left, broker and database side by side, migrations, topics, then the services all
 * at once. Stop, in the reverse order: the doors, the workers, the database, the broker. Closing during a start is safe:
 * what is already there is stopped.
 */
public final class LocalPlatform implements AutoCloseable {
    private static final String DATABASE = "steerstream";
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(2);

    private final Installation installation;
    private final StateDirectory state;
    private final ServiceSettings settings;
    private final Consumer<String> narrator;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);
    private final StatusBoard board;
    private boolean closed;

    /**
     * @param narrator gets a sentence for each thing that an operator should know of
     * @throws PlatformException where another process runs the platform of this state directory
     */
    public LocalPlatform(
            Installation installation, StateDirectory state, ServiceSettings settings, Consumer<String> narrator)
            throws IOException {
        this.installation = installation;
        this.state = state.create();
        this.settings = settings;
        this.narrator = narrator;
        DirectoryLock lock = takeWithin(LOCK_LIMIT, state.root())
                .orElseThrow(() -> new PlatformException("a platform already runs on " + state.root()
                        + ": see steer status, or end it with steer down"));
        toClose.push(lock);
        this.board = new StatusBoard(state.status());
    }

    /** A process that was killed a moment ago may hold its files until it is quite gone. */
    private static Optional<DirectoryLock> takeWithin(Duration limit, Path directory) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        Optional<DirectoryLock> lock = DirectoryLock.tryTake(directory);
        try {
            while (lock.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(100);
                lock = DirectoryLock.tryTake(directory);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return lock;
    }

    /** Starts everything; returns when the services' processes run, which is before they are ready. */
    public void start() throws Exception {
        try {
            installation.check();
            int orphans = OrphanedServices.end(state);
            if (orphans > 0) narrator.accept("ended " + orphans + " services that a killed platform had left running");
            CompletableFuture<EmbeddedKafka> kafkaStart =
                    CompletableFuture.supplyAsync(() -> EmbeddedKafka.start(state.kafka()));
            CompletableFuture<EmbeddedPostgres> postgresStart =
                    CompletableFuture.supplyAsync(() -> EmbeddedPostgres.start(state.postgres()));
            keep(kafkaStart.join());
            EmbeddedKafka kafka = kafkaStart.join();
            board.kafka(kafka.bootstrap());
            BrokerSetup.Topics topics = BrokerSetup.apply(kafka.bootstrap(), settings.topicPrefix());
            narrator.accept("broker ready on " + kafka.bootstrap()
                    + (topics.created() > 0 ? ", " + topics.created() + " topics created" : ""));
            topics.differences().forEach(narrator);
            EmbeddedPostgres postgres = postgresStart.join();
            keep(postgres);
            Database database = postgres.database(DATABASE);
            String version = Migrations.migrate(database.jdbcUrl(), database.user(), database.password());
            board.postgres(url(database), postgres.passwordFile().toString());
            narrator.accept("database ready, schema version " + version);
            startServices(kafka.bootstrap(), database);
        } catch (Exception failure) {
            board.failed(Causes.sentence(failure));
            throw failure;
        }
    }

    private static String url(Database database) {
        return database.jdbcUrl().replace("jdbc:postgresql://", "postgresql://" + database.user() + "@");
    }

    private void startServices(String bootstrap, Database database) throws IOException {
        Map<Service, Integer> ports = new EnumMap<>(Service.class);
        for (Service service : Service.values()) ports.put(service, LoopbackPorts.kept(state.port(service)));
        board.doors("http://127.0.0.1:" + ports.get(Service.GATEWAY), "http://127.0.0.1:" + ports.get(Service.TRACKER));
        Readiness readiness = new Readiness();
        Map<String, String> access =
                Map.of("STEERSTREAM_AUTHENTICATION", "keys", "STEERSTREAM_OPERATOR_KEY", OperatorKey.kept(state));
        synchronized (this) {
            if (closed) return;
            for (Service service : Service.values()) {
                Map<String, String> environment = new HashMap<>(settings.environment(bootstrap, database));
                if (service == Service.GATEWAY || service == Service.TRACKER) environment.putAll(access);
                environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
                environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.get(service)));
                Path work = Files.createDirectories(state.work().resolve(service.id()));
                environment.put("STEERSTREAM_WORK_DIR", work.toString());
                service.environment(Runtime.getRuntime().availableProcessors()).forEach((name, value) -> {
                    if (System.getenv(name) == null) environment.put(name, value);
                });
                var process = new ServiceProcess(
                        service,
                        ports.get(service),
                        command(service),
                        environment,
                        state.log(service.id()),
                        readiness,
                        reached -> board.service(service, reached),
                        narrator);
                services.put(service, process);
                process.start();
            }
        }
    }

    private List<String> command(Service service) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(service.virtualMachineOptions());
        command.addAll(new CrashReports(state.log(service.id())).options());
        command.add(OrphanedServices.marker(state));
        command.add("-jar");
        command.add(service.application(installation.directory()).toString());
        return command;
    }

    /** Waits until every service was seen ready; false where that took longer than the limit. */
    public boolean awaitReady(Duration limit) throws InterruptedException, IOException {
        long end = System.nanoTime() + limit.toNanos();
        Set<String> seen = new HashSet<>();
        while (System.nanoTime() < end) {
            Map<String, String> states =
                    PlatformStatus.read(state.status()).orElseThrow().services();
            states.forEach((service, reached) -> {
                if (reached.equals(ServiceState.READY.id())) seen.add(service);
            });
            if (seen.size() == Service.values().length) {
                board.state(PlatformStatus.State.READY);
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }

    private synchronized void keep(AutoCloseable part) throws Exception {
        if (closed) part.close();
        else toClose.push(part);
    }

    @Override
    public void close() {
        List<AutoCloseable> parts;
        synchronized (this) {
            if (closed) return;
            closed = true;
            parts = new ArrayList<>(toClose);
        }
        boolean failed = false;
        try {
            failed = PlatformStatus.read(state.status())
                    .map(status -> status.state() == PlatformStatus.State.FAILED)
                    .orElse(false);
        } catch (IOException unreadable) {
            narrator.accept("the status file could not be read: " + unreadable.getMessage());
        }
        if (!failed) board.state(PlatformStatus.State.STOPPING);
        // First the doors, so that nothing new comes in; then the workers, side by side; then what they stand on.
        stop(Service.GATEWAY, Service.TRACKER);
        stop(Service.DECODER, Service.EXTRACTOR, Service.TRAINER, Service.INGEST);
        if (!failed) board.state(PlatformStatus.State.STOPPED);
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception failure) {
                narrator.accept(Causes.sentence(failure));
            }
        }
        narrator.accept("stopped");
    }

    private void stop(Service... group) {
        List<CompletableFuture<Void>> stops = new ArrayList<>();
        for (Service service : group) {
            ServiceProcess process = services.get(service);
            if (process == null) continue;
            stops.add(CompletableFuture.runAsync(() -> {
                try {
                    process.stop();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        stops.forEach(CompletableFuture::join);
    }
}
