package dev.steerstream.tracker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.database.Database;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
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
    ObjectMapper mapper() {
        return Contracts.mapper();
    }
}
