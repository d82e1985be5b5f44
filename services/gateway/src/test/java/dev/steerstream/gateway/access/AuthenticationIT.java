package dev.steerstream.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.gateway.Door;
import dev.steerstream.gateway.GatewayParts;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys and tokens at the door: who is let in, as whom, and who is told what to do instead. */
@QuarkusTest
@TestProfile(KeysAskedFor.class)
@QuarkusTestResource(GatewayParts.class)
class AuthenticationIT {
    @TestHTTPResource
    URI base;

    @Inject
    Database database;

    @ConfigProperty(name = TokenProvider.ISSUER)
    String issuer;

    @ConfigProperty(name = TokenProvider.SIGNING_KEY)
    String signingKey;

    private Door door;

    @BeforeEach
    void openTheDoor() {
        door = new Door(base, null);
    }

    private Door.Answer tasks(String... headers) {
        return door.get("/v1/tasks", headers);
    }

    private Door.Answer tasksWith(String secret) {
        return tasks("Authorization", "Bearer " + secret);
    }

    private Door.Answer create(String body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + KeysAskedFor.OPERATOR_KEY;
        return door.post("/v1/keys", body, all);
    }

    @Test
    void withoutAKeyTheAnswerSaysHowToGetOne() {
        Door.Answer answer = tasks();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("KEY_MISSING");
        assertThat(answer.raw().headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(answer.body().path("advice").asText()).contains("steer key create");
        assertThat(tasks("Authorization", "Basic YTpi").code()).isEqualTo("KEY_MALFORMED");
        assertThat(tasksWith("sk-steer-guessed").code()).isEqualTo("KEY_UNKNOWN");
        assertThat(tasksWith("").code()).isEqualTo("KEY_MALFORMED");
        assertThat(door.get("/q/health/live").status()).isEqualTo(200);
    }

    @Test
    void theOperatorsKeyMayDoEverythingForEveryTenant() {
        assertThat(tasksWith(KeysAskedFor.OPERATOR_KEY).status()).isEqualTo(200);
        assertThat(create("{\"name\":\"one\"}", "X-Tenant", "anyone")
                        .body()
                        .path("tenant")
                        .asText())
                .isEqualTo("anyone");
    }

    @Test
    void aKeyIsToldOnceKeptAsAHashAndMeansItsTenant() {
        Door.Answer created = create("{\"name\":\"reports\",\"scopes\":[\"read\",\"operate\"]}", "X-Tenant", "kept");
        assertThat(created.status()).isEqualTo(201);
        String secret = created.body().path("secret").asText();
        String id = created.body().path("id").asText();
        assertThat(secret).startsWith("sk-steer-");

        assertThat(tasksWith(secret).status()).isEqualTo(200);
        assertThat(tasks("Authorization", "bearer " + secret, "X-Tenant", "kept")
                        .status())
                .isEqualTo(200);
        Door.Answer other = tasks("Authorization", "Bearer " + secret, "X-Tenant", "default");
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.code()).isEqualTo("OTHER_TENANT");

        Door.Answer listed = door.get("/v1/keys", "Authorization", "Bearer " + secret);
        assertThat(listed.raw().body()).contains(id).doesNotContain(secret).doesNotContain("secret");
        assertThat(listed.body().path("items").get(0).hasNonNull("last_used_at"))
                .isTrue();
        assertThat(database.<String>read(handle -> handle.select("select api_keys::text from api_keys where id = ?", id)
                        .mapTo(String.class)
                        .one()))
                .doesNotContain(secret);
    }

    @Test
    void aRevokedKeyEndsAtOnce() {
        Door.Answer created = create("{\"name\":\"short\"}", "X-Tenant", "ended");
        String secret = created.body().path("secret").asText();
        assertThat(tasksWith(secret).status()).isEqualTo(200);
        HttpRequest.Builder revoke = door.request(
                "/v1/keys/" + created.body().path("id").asText(),
                "Authorization",
                "Bearer " + KeysAskedFor.OPERATOR_KEY,
                "X-Tenant",
                "ended");
        Door.Answer revoked = door.send(revoke.DELETE());
        assertThat(revoked.body().hasNonNull("revoked_at")).isTrue();
        assertThat(tasksWith(secret).code()).isEqualTo("KEY_UNKNOWN");
        assertThat(door.send(revoke.copy().DELETE()).body().path("revoked_at"))
                .isEqualTo(revoked.body().path("revoked_at"));
        assertThat(database.<String>read(handle -> handle.select(
                                "select string_agg(actor || ' ' || action, ', ' order by id) from audit where tenant = 'ended'")
                        .mapTo(String.class)
                        .one()))
                .isEqualTo("key operator create, key operator revoke");
    }

    @Test
    void anOpenStreamEndsWithItsKey() throws Exception {
        Door.Answer created = create("{\"name\":\"follower\"}", "X-Tenant", "following");
        database.useTransaction(handle -> {
            handle.execute("insert into task (tenant, task) values ('following', 't')");
            handle.execute(
                    "insert into adaptation (tenant, adaptation, task, dataset, submission, content_hash, state,"
                            + " warm_start, calibration) values ('following', 'a', 't', 'd', 's', repeat('a', 64), 'queued', '{}', '{}')");
        });
        List<Door.Event> events = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> following = CompletableFuture.runAsync(() -> door.events(
                door.request(
                                "/v1/adaptations/a/events",
                                "Authorization",
                                "Bearer " + created.body().path("secret").asText())
                        .GET(),
                events::add));
        await().atMost(Duration.ofSeconds(60)).until(() -> events.size() == 1);
        door.send(door.request(
                        "/v1/keys/" + created.body().path("id").asText(),
                        "Authorization",
                        "Bearer " + KeysAskedFor.OPERATOR_KEY,
                        "X-Tenant",
                        "following")
                .DELETE());
        following.get(60, TimeUnit.SECONDS);
        assertThat(events).extracting(Door.Event::name).containsExactly("queued", "error");
        assertThat(events.get(1).data().path("code").asText()).isEqualTo("KEY_UNKNOWN");
    }

    @Test
    void aTenantsKeyMakesNoKeyForOthers() {
        String secret = create("{\"name\":\"chief\",\"scopes\":[\"operate\"]}", "X-Tenant", "small")
                .body()
                .path("secret")
                .asText();
        Door.Answer refused =
                door.post("/v1/keys", "{\"name\":\"all\",\"all_tenants\":true}", "Authorization", "Bearer " + secret);
        assertThat(refused.status()).isEqualTo(403);
        Door.Answer wider = door.post("/v1/keys", "{\"name\":\"wider\"}", "Authorization", "Bearer " + secret);
        assertThat(wider.code()).isEqualTo("SCOPE_BEYOND_CALLER");
        assertThat(wider.detail()).contains("read, submit").contains("it has operate");
        assertThat(door.post(
                                "/v1/keys",
                                "{\"name\":\"deputy\",\"scopes\":[\"operate\"]}",
                                "Authorization",
                                "Bearer " + secret)
                        .status())
                .isEqualTo(201);
        assertThat(create("{\"name\":\"x\",\"scopes\":[\"rule\"]}").code()).isEqualTo("INVALID_SCOPE");
        assertThat(create("{\"name\":\"x\",\"scopes\":[]}").code()).isEqualTo("INVALID_KEY");
        assertThat(create("{\"name\":\" \"}").code()).isEqualTo("INVALID_KEY");
        assertThat(create("{\"name\":\"every\",\"all_tenants\":true}").body().has("tenant"))
                .isFalse();
    }

    @Test
    void aProvidersTokenIsTakenForItsTenantAndScopes() throws Exception {
        RsaJsonWebKey key = (RsaJsonWebKey) JsonWebKey.Factory.newJwk(signingKey);
        String good = TokenProvider.token(key, issuer, "acme", "openid read", 5);
        assertThat(tasksWith(good).status()).isEqualTo(200);
        assertThat(door.post("/v1/keys", "{\"name\":\"x\"}", "Authorization", "Bearer " + good)
                        .code())
                .isEqualTo("SCOPE_NEEDED");
        assertThat(tasks("Authorization", "Bearer " + good, "X-Tenant", "default")
                        .code())
                .isEqualTo("OTHER_TENANT");

        String stranger = TokenProvider.token(TokenProvider.newKey(), issuer, "acme", "read", 5);
        for (String bad : new String[] {
            stranger,
            TokenProvider.token(key, issuer, "acme", "read", -5),
            TokenProvider.token(key, "http://elsewhere", "acme", "read", 5),
            TokenProvider.token(key, issuer, "No Tenant", "read", 5),
            good.substring(0, good.lastIndexOf('.') + 1)
        }) {
            assertThat(tasksWith(bad).code()).isEqualTo("KEY_UNKNOWN");
        }
    }
}
