package dev.steerstream.gateway.generations.intake;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * When held requests follow: whenever a result has been published while some are held, for then a decoder takes the next; and every
 * {@code steerstream.gateway.held-sweep}, whoever held them. Safe from any thread.
 */
@Singleton
@Startup
public class Releasing {
    private final Database database;
    private final HeldRequests held;
    private final Background background;
    private final AtomicBoolean asked = new AtomicBoolean();
    /** Whether some were held when they were last looked at, or have been since. */
    private volatile boolean some = true;

    Releasing(
            Database database,
            HeldRequests held,
            Background background,
            Listeners listeners,
            GatewayConfiguration configuration) {
        this.database = database;
        this.held = held;
        this.background = background;
        listeners.listenToAll(Topic.GENERATION_RESULTS, this::again);
        background.every(configuration.gateway().heldSweep(), this::release);
    }

    /** Some are held now. */
    void held() {
        some = true;
        again();
    }

    /** However often that is asked for while one is under way, one more follows. */
    private void again() {
        if (some && asked.compareAndSet(false, true)) background.execute(this::release);
    }

    private void release() {
        asked.set(false);
        some = false;
        if (database.inTransaction(held::release)) some = true;
    }
}
