package dev.steerstream.gateway.streams;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Topic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Future;

/** Lets followers hear a topic and look at their rows for as long as their streams are open. Safe from any thread. */
@Singleton
public class Following {
    private final Listeners listeners;
    private final Background background;
    private final Duration recheck;

    public Following(Listeners listeners, Background background, GatewayConfiguration configuration) {
        this.listeners = listeners;
        this.background = background;
        this.recheck = configuration.gateway().recheck();
    }

    /** @param key of the topic's events, of the follower's aggregate among others */
    public <E> void follow(
            Topic topic, String key, Class<E> contract, AggregateFollower<E> follower, EventStream stream) {
        Listeners.Registration registration =
                listeners.listen(topic, key, value -> follower.take(Contracts.read(contract, value)));
        stream.afterwards(registration::close);
        // Registered before the row is read, so that no event falls between.
        background.execute(follower::look);
        Future<?> looking = background.every(recheck, follower::look);
        stream.afterwards(() -> looking.cancel(false));
    }
}
