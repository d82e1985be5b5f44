package dev.steerstream.tracker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.keys.Sessions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
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
    ArtefactStore artefacts(Database database, TrackerConfiguration configuration) {
        return new ArtefactStore(database, Path.of(configuration.workDir(), "tracker-artefacts"));
    }

    @Produces
    @Singleton
    ApiKeys keys(Database database, TrackerConfiguration configuration) {
        return new ApiKeys(database, configuration.operatorKey());
    }

    @Produces
    @Singleton
    Sessions sessions(Database database, ApiKeys keys, TrackerConfiguration configuration) {
        return new Sessions(database, keys, configuration.tracker().session());
    }

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Contracts.mapper();
    }
}
