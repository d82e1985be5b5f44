package dev.steerstream.tracker.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.tracker.history.GenerationQueries;
import dev.steerstream.tracker.history.GenerationRow;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Reads one request. */
@Singleton
class RequestQueries {
    private final Database database;
    private final GenerationQueries generations;

    RequestQueries(Database database, GenerationQueries generations) {
        this.database = database;
        this.generations = generations;
    }

    Optional<RequestDetail> request(String tenant, String request) {
        return generations
                .generation(tenant, request)
                .flatMap(row -> database.read(handle -> handle.createQuery("select body::text body, result::text"
                                + " result, attempt, started_at, deadline, trace_id, case when state = 'queued' then"
                                + " (select count(*) from generation o  where o.tenant = g.tenant and o.state = 'queued'"
                                + " and o.created_at < g.created_at) end ahead from generation g where tenant = :tenant"
                                + " and request = :request")
                        .bind("tenant", tenant)
                        .bind("request", request)
                        .map((found, context) -> detail(row, found))
                        .findOne()));
    }

    Optional<TokenDetails> tokens(String tenant, String request) {
        return database.read(handle -> handle.createQuery(
                        "select body from generation_detail where tenant = :tenant and request = :request")
                .bind("tenant", tenant)
                .bind("request", request)
                .mapTo(byte[].class)
                .findOne()
                .map(TokenDetails::decompress));
    }

    private static RequestDetail detail(GenerationRow row, ResultSet found) throws SQLException {
        return new RequestDetail(
                row,
                Json.read(JsonNode.class, found.getString("body")),
                Json.read(JsonNode.class, found.getString("result")),
                found.getInt("attempt"),
                instant(found, "started_at"),
                instant(found, "deadline"),
                found.getObject("ahead", Long.class),
                found.getString("trace_id"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
