package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.schemas.AdaptationCommand;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Ramps through the door: the commands that it sends, and the arms as it compares them. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class RampsIT {
    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    private String tenant;
    private Door door;
    private PastRequests past;

    @BeforeEach
    void openTheDoor(TestInfo test) {
        tenant = "m" + Integer.toHexString(test.getDisplayName().hashCode());
        door = new Door(base, tenant);
        past = new PastRequests(database, tenant);
        past.task("tickets");
    }

    @Test
    void rampAndPromoteAreCommands() {
        Door.Answer ramp = door.post("/v1/tasks/tickets/ramp", "{\"version\":1,\"share\":0.1,\"reason\":\"try\"}");
        assertThat(ramp.status()).as(ramp.raw().body()).isEqualTo(202);
        assertThat(ramp.body().path("outcome").asText()).isEqualTo("accepted");
        assertThat(door.post("/v1/tasks/tickets/ramp", "{\"share\":0}").status())
                .isEqualTo(202);
        assertThat(door.post("/v1/tasks/tickets/promote", "{\"version\":1}").status())
                .isEqualTo(202);
        assertThat(door.get("/v1/tasks/tickets").status()).isEqualTo(200);

        List<AdaptationCommand> commands = new Log(bootstrap, prefix)
                .read(Topic.ADAPTATION_COMMANDS, 3, message -> tenant.equals(Log.header(message, "ce_tenant"))).stream()
                        .map(message -> Contracts.read(AdaptationCommand.class, message.value()))
                        .toList();
        assertThat(commands)
                .extracting(command -> command.action() + " " + command.profileVersion() + " " + command.share())
                .containsExactly("RAMP 1 0.1", "RAMP null 0.0", "PROMOTE 1 null");
        assertThat(commands.get(0).id()).isEqualTo(ramp.body().path("command").asText());
    }

    @Test
    void whatCannotBeRampedIsRefusedByName() {
        assertThat(door.post("/v1/tasks/tickets/ramp", "{\"version\":1,\"share\":1}")
                        .code())
                .isEqualTo("INVALID_VALUE");
        assertThat(door.post("/v1/tasks/tickets/ramp", "{\"share\":0.1}").code())
                .isEqualTo("INVALID_VALUE");
        assertThat(door.post("/v1/tasks/tickets/ramp", "{\"version\":7,\"share\":0.1}")
                        .code())
                .isEqualTo("UNKNOWN_PROFILE");
        assertThat(door.get("/v1/tasks/tickets/ramp").code()).isEqualTo("NO_RAMP");
    }

    @Test
    void theArmsAreComparedWithIntervals() {
        database.useTransaction(handle -> handle.execute(
                "insert into profile_ramp (tenant, task, salt, version, beside, share) values (?, 'tickets', 'r1', 1, 2, 0.5)",
                tenant));
        for (int i = 0; i < 20; i++) {
            boolean ramped = i % 2 == 0;
            past.answered(
                    "live-" + i,
                    "tickets",
                    Instant.now().minusSeconds(60),
                    "prompt " + i,
                    ramped ? "right" : "not it " + i,
                    "right");
            database.useTransaction(handle -> handle.execute(
                    "update generation set ramp = 'r1', arm = ?, ramp_share = 0.5 where tenant = ? and request like 'live-%'"
                            + " and ramp is null",
                    ramped ? "ramped" : "in_force", tenant));
        }

        JsonNode ramp = door.get("/v1/tasks/tickets/ramp").body();
        assertThat(ramp.path("state").asText()).isEqualTo("running");
        assertThat(ramp.path("requests").path("in_force").asInt()).isEqualTo(10);
        assertThat(ramp.path("requests").path("ramped").asInt()).isEqualTo(10);
        JsonNode exact = ramp.path("measures").path("exact_match");
        assertThat(exact.path("in_force").path("mean").asDouble()).isZero();
        assertThat(exact.path("ramped").path("mean").asDouble()).isEqualTo(1);
        // All of ten against none of ten is no certainty.
        assertThat(exact.path("difference").path("low").asDouble()).isBetween(0.60, 0.61);
        assertThat(exact.path("difference").path("high").asDouble()).isEqualTo(1);
        JsonNode tokens = ramp.path("measures").path("answer_tokens");
        assertThat(tokens.path("difference").path("value").asDouble()).isEqualTo(-2);
        assertThat(ramp.path("measures")
                        .path("failed")
                        .path("ramped")
                        .path("mean")
                        .asDouble())
                .isZero();
        assertThat(ramp.path("measures").fieldNames())
                .toIterable()
                .contains(
                        "latency",
                        "time_to_first_token",
                        "changed_tokens",
                        "divergence",
                        "guard_trips",
                        "exact_match",
                        "f1");
    }
}
