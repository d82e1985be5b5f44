package dev.steerstream.gateway.generations.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.gateway.Door;
import dev.steerstream.gateway.GatewayParts;
import dev.steerstream.gateway.Log;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.GenerationRequest;
import dev.steerstream.schemas.Topic;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A flood of one tenant's, and who comes after it. 64 of a tenant go ahead. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class HeldRequestsIT {
    private static final int AHEAD = 64;
    private static final String FLOOD = "flood-tenant";
    private static final String OTHER = "other-tenant";

    @TestHTTPResource
    URI base;

    @Inject
    Database database;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Test
    void aFloodGoesAheadByNoMoreThanItsShareAndFollowsInItsOrder() {
        Door door = new Door(base, null);
        for (int i = 0; i < AHEAD + 20; i++) ask(door, FLOOD, name(i));
        ask(door, OTHER, "other");
        assertThat(published(AHEAD + 1)).containsExactlyElementsOf(with(names(0, AHEAD), "other"));
        assertThat(held()).isEqualTo(20);

        // What ends while it is held is not sent, and nothing of it stays behind once it is deleted.
        assertThat(door.post("/v1/generations/" + name(AHEAD + 2) + "/cancel", "", "X-Tenant", FLOOD)
                        .status())
                .isEqualTo(202);
        assertThat(door.send(door.request("/v1/generations/" + name(AHEAD + 2), "X-Tenant", FLOOD)
                                .DELETE())
                        .status())
                .isEqualTo(200);
        assertThat(held()).isEqualTo(19);
        assertThat(door.post("/v1/generations/" + name(AHEAD + 3) + "/cancel", "", "X-Tenant", FLOOD)
                        .status())
                .isEqualTo(202);

        begin(5);
        List<String> next = List.of(name(AHEAD), name(AHEAD + 1), name(AHEAD + 4));
        await().atMost(Duration.ofSeconds(60)).until(() -> held() == 13);
        begin(AHEAD);
        List<String> all = with(names(0, AHEAD), "other", next.toArray(new String[0]));
        assertThat(published(AHEAD + 1 + 18).subList(0, AHEAD + 4)).containsExactlyElementsOf(all);
        await().atMost(Duration.ofSeconds(60)).until(() -> held() == 0);

        // Who comes when nobody is held goes at once, and after those who came before.
        ask(door, FLOOD, "last");
        List<String> sent = published(AHEAD + 1 + 18 + 1);
        assertThat(sent).endsWith(name(AHEAD + 19), "last").doesNotContain(name(AHEAD + 2), name(AHEAD + 3));
    }

    private static String name(int number) {
        return String.format("f%03d", number);
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(HeldRequestsIT::name).toList();
    }

    private static List<String> with(List<String> first, String then, String... more) {
        return java.util.stream.Stream.of(first, List.of(then), List.of(more))
                .flatMap(List::stream)
                .toList();
    }

    private static void ask(Door door, String tenant, String id) {
        assertThat(door.post("/v1/generations", "{\"id\":\"" + id + "\",\"prompt\":\"x\"}", "X-Tenant", tenant)
                        .status())
                .isEqualTo(202);
    }

    /** As decoders do it with the oldest. */
    private void begin(int count) {
        database.useTransaction(handle -> handle.execute(
                "update generation set state = 'running', seed = 1, started_at = now() where (tenant, request) in"
                        + " (select tenant, request from generation where tenant = ? and state = 'queued' and ahead"
                        + " order by request limit ?)",
                FLOOD,
                count));
    }

    private int held() {
        return database.read(handle -> handle.createQuery("select count(*) from held_request where tenant = :tenant")
                .bind("tenant", FLOOD)
                .mapTo(Integer.class)
                .one());
    }

    private List<String> published(int count) {
        return new Log(bootstrap, prefix)
                        .read(Topic.GENERATION_REQUESTS, count, message -> List.of(FLOOD, OTHER)
                                .contains(Log.header(message, "ce_tenant")))
                        .stream()
                        .map(message -> Contracts.read(GenerationRequest.class, message.value())
                                .id())
                        .toList();
    }
}
