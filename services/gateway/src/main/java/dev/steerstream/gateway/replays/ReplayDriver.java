package dev.steerstream.gateway.replays;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.Instance;
import dev.steerstream.gateway.generations.GenerationEnds;
import dev.steerstream.gateway.generations.intake.GenerationIntake;
import dev.steerstream.gateway.replays.ReplayLeases.Held;
import dev.steerstream.gateway.replays.ReplayLeases.LostException;
import dev.steerstream.gateway.replays.ReplayLeases.Standing;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.gateway.topics.KafkaClients;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off replays in short steps: look up, ask a few, compare what came, end. Every replica takes what nobody holds. The steps run one after the
 * other on one worker at a time.
 */
@Singleton
@Startup
public class ReplayDriver {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayDriver.class);
    private static final int MOST_HELD = 16;
    private static final int MOST_OF_TENANT = 2;
    private static final Duration DATASET_PATIENCE = Duration.ofSeconds(20);

    private final Database database;
    private final ReplayPreparation preparation;
    private final ReplayRequests requests;
    private final String owner;
    private final List<Held> held = new ArrayList<>();
    private boolean stopped;

    public ReplayDriver(
            Database database,
            GenerationIntake intake,
            GenerationEnds ends,
            KafkaClients clients,
            Instance instance,
            Background background,
            Clock clock,
            GatewayConfiguration configuration) {
        GatewayConfiguration.Replays settings = configuration.gateway().replays();
        this.database = database;
        this.preparation = new ReplayPreparation(
                database, new DatasetLog(clients.properties(), clients.topicPrefix(), DATASET_PATIENCE));
        this.requests = new ReplayRequests(database, intake, ends, clock, settings.inFlight());
        this.owner = instance.name();
        background.every(settings.step(), this::step);
    }

    private synchronized void step() {
        if (stopped) return;
        while (held.size() < MOST_HELD) {
            Optional<Held> taken = database.inTransaction(handle -> ReplayLeases.take(handle, owner, MOST_OF_TENANT));
            if (taken.isEmpty()) break;
            held.add(taken.get());
        }
        for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
            if (!goesOn(each.next())) each.remove();
        }
    }

    /** Does what can be done now; false once it has ended or another gateway has it. */
    private boolean goesOn(Held replay) {
        try {
            Standing standing = database.inTransaction(handle -> ReplayLeases.renew(handle, replay));
            if (standing.cancelRequested()) return cancelled(replay);
            if (!standing.prepared()) preparation.prepare(replay);
            boolean busy = true;
            for (int rounds = 0; busy && rounds < 20; rounds++) {
                busy = database.inTransaction(handle -> {
                    ReplayLeases.renew(handle, replay);
                    return ReplayComparisons.compare(handle, replay) + requests.ask(handle, replay) > 0;
                });
            }
            return !database.inTransaction(handle -> ended(handle, replay));
        } catch (LostException lost) {
            LOG.info("{}", lost.getMessage());
            return false;
        } catch (RuntimeException thrown) {
            Failure failure = Failures.of(thrown);
            if (Failures.retriable(failure)) {
                LOG.warn("replay {} rests: {}", replay.replay(), failure.message());
                return true;
            }
            return !failed(replay, failure);
        }
    }

    private static boolean ended(Handle handle, Held replay) {
        ReplayLeases.renew(handle, replay);
        boolean done = ReplayEnds.done(handle, replay);
        if (done) ReplayEnds.end(handle, replay, "succeeded");
        return done;
    }

    private boolean cancelled(Held replay) {
        requests.takeBack(replay);
        database.useTransaction(handle -> {
            ReplayLeases.renew(handle, replay);
            ReplayEnds.end(handle, replay, "cancelled");
        });
        return false;
    }

    private boolean failed(Held replay, Failure failure) {
        LOG.error(
                "replay {} of tenant {} failed: {}",
                replay.replay(),
                replay.tenant().name(),
                failure.message());
        try {
            requests.takeBack(replay);
            database.useTransaction(handle -> {
                ReplayLeases.renew(handle, replay);
                ReplayEnds.fail(handle, replay, failure);
            });
        } catch (LostException | SteerStreamException again) {
            LOG.warn("{}", again.getMessage());
        }
        return true;
    }

    /** Before the database goes: another gateway need not wait for the lease's end. */
    synchronized void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        for (Held replay : held) {
            database.useTransaction(handle -> ReplayLeases.giveBack(handle, replay));
        }
        held.clear();
    }
}
