package dev.steerstream.gateway.groups;

import dev.steerstream.gateway.streams.Background;
import dev.steerstream.gateway.topics.KafkaClients;
import dev.steerstream.work.groups.Groups;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Asks for the groups now and then, so that no operator waits for the broker's first answer: to say how far a share group is behind it opens a connection to the
 * partitions' leaders (Kafka 4.3), which takes two seconds, and again once nobody has asked for ten minutes ({@code connections.max.idle.ms}).
 */
@Singleton
@Startup
class GroupsAtHand {
    private static final Duration EVERY = Duration.ofMinutes(1);

    GroupsAtHand(KafkaClients clients, Background background) {
        Groups groups = new Groups(clients.properties(), clients.topicPrefix());
        background.every(EVERY, groups::list);
    }
}
