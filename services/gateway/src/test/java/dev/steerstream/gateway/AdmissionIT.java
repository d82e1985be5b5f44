package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.gateway.access.KeysAskedFor;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much one tenant may have on its way. Of the gateway here: 3 queued, 2 running, 4 rows, 100 tokens. */
@QuarkusTest
@TestProfile(KeysAskedFor.class)
@QuarkusTestResource(GatewayParts.class)
class AdmissionIT {
    @TestHTTPResource
    URI base;

    @Inject
    Database database;

    private Door door;

    @BeforeEach
    void openTheDoor() {
        door = new Door(base, null);
    }

    private Door.Answer ask(String tenant, String id) {
        return post(tenant, "{\"id\":\"" + id + "\",\"prompt\":\"x\"}");
    }

    private Door.Answer post(String tenant, String body) {
        return door.post("/v1/generations", body, as(tenant));
    }

    private static String[] as(String tenant) {
        return new String[] {"Authorization", "Bearer " + KeysAskedFor.OPERATOR_KEY, "X-Tenant", tenant};
    }

    private void update(String statement, String tenant, String request) {
        database.useTransaction(handle -> handle.execute(statement, tenant, request));
    }

    @Test
    void aTenantWithTooMuchQueuedIsToldWhenToComeBackAndOthersAreNotHeldUp() {
        for (int i = 0; i < 3; i++) assertThat(ask("busy", "q" + i).status()).isEqualTo(202);
        Door.Answer refused = ask("busy", "q3");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("TOO_MANY_QUEUED");
        assertThat(refused.raw().headers().firstValue("Retry-After")).hasValue("5");
        assertThat(refused.detail()).contains("busy").contains("3");
        assertThat(door.get("/v1/generations/q3", as("busy")).status()).isEqualTo(404);
        assertThat(ask("calm", "q3").status()).isEqualTo(202);

        // The same again has no second effect, so it is no more.
        assertThat(ask("busy", "q0").status()).isEqualTo(202);

        assertThat(door.post("/v1/generations/q1/cancel", "", as("busy")).status())
                .isEqualTo(202);
        assertThat(ask("busy", "q3").status()).isEqualTo(202);
        assertThat(ask("busy", "q4").code()).isEqualTo("TOO_MANY_QUEUED");
    }

    @Test
    void whatRunsCountsToo() {
        for (String id : new String[] {"r0", "r1", "r2"}) {
            assertThat(ask("running", id).status()).isEqualTo(202);
            update(
                    "update generation set state = 'running', seed = 1, started_at = now() where tenant = ? and request = ?",
                    "running",
                    id);
        }
        // Rows are counted once a second.
        org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        ask("running", "r" + System.nanoTime()).code())
                .isEqualTo("TOO_MANY_RUNNING"));
    }

    @Test
    void manyAtOnceAreNoMoreThanOneAfterAnother() {
        List<CompletableFuture<Door.Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String id = "c" + i;
            asked.add(CompletableFuture.supplyAsync(() -> ask("crowd", id)));
        }
        List<Integer> statuses = asked.stream()
                .map(CompletableFuture::join)
                .map(Door.Answer::status)
                .toList();
        assertThat(statuses).contains(429).allMatch(status -> status == 202 || status == 429);
        long open = database.read(handle -> handle.select("select count(*) from generation where tenant = 'crowd'")
                .mapTo(Long.class)
                .one());
        assertThat(open)
                .isBetween(1L, 3L)
                .isEqualTo(statuses.stream().filter(status -> status == 202).count());
    }

    @Test
    void tokensAndRowsHaveLimitsOfTheirOwn() {
        Door.Answer tokens = post("large", "{\"prompt\":\"x\",\"sampling\":{\"max_tokens\":60,\"n\":2}}");
        assertThat(tokens.status()).isEqualTo(422);
        assertThat(tokens.detail()).contains("sampling/max_tokens").contains("100");
        assertThat(post("large", "{\"prompt\":\"x\",\"sampling\":{\"max_tokens\":50,\"n\":2}}")
                        .status())
                .isEqualTo(202);

        String row = "{\"prompt\":\"a\",\"completion\":\"b\"}\n";
        Door.Answer rows = publish(row.repeat(5));
        assertThat(rows.status()).isEqualTo(413);
        assertThat(rows.code()).isEqualTo("TOO_MANY_ROWS");
        assertThat(publish(row.repeat(4)).status()).isEqualTo(202);
    }

    private Door.Answer publish(String rows) {
        return door.publish(
                "/v1/datasets/tickets/submissions",
                new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)),
                as("large"));
    }
}
