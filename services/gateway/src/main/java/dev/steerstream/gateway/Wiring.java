package dev.steerstream.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.gateway.topics.KafkaClients;
import dev.steerstream.gateway.topics.Listeners;
import dev.steerstream.gateway.topics.TopicTail;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.exchange.ProfileExport;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.outbox.Outbox;
import dev.steerstream.work.outbox.OutboxRelay;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;

/** What is made once and has no Quarkus in it. */
public final class Wiring {
    @Produces
    @Singleton
    Database database(DataSource source) {
        return new Database(source);
    }

    @Produces
    @Singleton
    ApiKeys keys(Database database, GatewayConfiguration configuration) {
        return new ApiKeys(database, configuration.operatorKey());
    }

    @Produces
    @Singleton
    Outbox outbox(Clock clock) {
        return new Outbox("gateway", clock);
    }

    @Produces
    @Singleton
    ArtefactStore artefacts(Database database, GatewayConfiguration configuration) {
        return new ArtefactStore(database, configuration.workDir().resolve("gateway-artefacts"));
    }

    @Produces
    @Singleton
    ProfileExport exports(Database database, ArtefactStore artefacts) {
        return new ProfileExport(database, new AdapterStore(database, artefacts), artefacts);
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Contracts.mapper();
    }

    @Produces
    @Singleton
    Listeners listeners() {
        return new Listeners();
    }

    @Produces
    @Singleton
    @Startup
    OutboxRelay relay(Database database, KafkaClients clients) {
        return OutboxRelay.start(database, clients.properties(), clients.topicPrefix());
    }

    /** Before the database and the other beans go. */
    void stop(@Observes ShutdownEvent stopping, OutboxRelay relay, TopicTail tail) {
        relay.close();
        tail.close();
    }

    @Produces
    @Singleton
    @Startup
    TopicTail tail(KafkaClients clients, Listeners listeners) {
        return TopicTail.start(
                clients.properties(),
                clients.topicPrefix(),
                List.of(Topic.GENERATION_RESULTS, Topic.GENERATION_TOKENS, Topic.ADAPTATION_EVENTS),
                listeners);
    }
}
