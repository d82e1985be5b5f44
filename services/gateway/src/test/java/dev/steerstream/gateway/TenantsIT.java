package dev.steerstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.gateway.Endpoints.Endpoint;
import dev.steerstream.gateway.access.KeysAskedFor;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.keys.Scope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One tenant against another's possessions, and every scope against every endpoint. An endpoint without a case fails here. */
@QuarkusTest
@TestProfile(KeysAskedFor.class)
@QuarkusTestResource(GatewayParts.class)
class TenantsIT {
    private static final Map<String, EndpointCase> CASES = EndpointCase.all();

    @TestHTTPResource
    URI base;

    @Inject
    Database database;

    @Inject
    ApiKeys keys;

    private Door door;
    private Possessions alpha;
    private String alphaKey;
    private String alphaKeyId;
    private final Map<Scope, String> beta = new EnumMap<>(Scope.class);

    @BeforeEach
    void openTheDoor() {
        door = new Door(base, null);
        alpha = new Possessions(database);
        boolean there =
                database.read(handle -> handle.createQuery("select exists (select from task where tenant = 'alpha')")
                        .mapTo(Boolean.class)
                        .one());
        if (!there) alpha.insert();
        ApiKeys.Created created = keys.create(Possessions.TENANT, "alpha-key", EnumSet.allOf(Scope.class), "test");
        alphaKey = created.secret();
        alphaKeyId = created.key().id();
        for (Scope scope : Scope.values()) {
            beta.put(
                    scope,
                    keys.create("beta", "beta-key", Set.of(scope), "test").secret());
        }
    }

    @Test
    void everyEndpointHasACase() {
        assertThat(CASES.keySet())
                .as("the cases of this test: each new endpoint needs one, with its scope")
                .containsAll(Endpoints.all().stream().map(Endpoint::toString).toList());
    }

    @Test
    void everyEndpointAsksForAKeyAndForItsScope() {
        SoftAssertions softly = new SoftAssertions();
        for (Endpoint endpoint : Endpoints.all()) {
            Scope needed = CASES.get(endpoint.toString()).scope();
            softly.assertThat(send(endpoint, null, false).code())
                    .as("%s without a key", endpoint)
                    .isEqualTo("KEY_MISSING");
            for (Scope scope : Scope.values()) {
                if (scope == needed) continue;
                softly.assertThat(send(endpoint, beta.get(scope), false).code())
                        .as("%s with a key for %s", endpoint, scope)
                        .isEqualTo("SCOPE_NEEDED");
            }
        }
        softly.assertAll();
    }

    @Test
    void noEndpointShowsOrChangesWhatIsAnothers() {
        Map<String, String> before = alpha.rows();
        SoftAssertions softly = new SoftAssertions();
        for (Endpoint endpoint : Endpoints.all()) {
            EndpointCase asked = CASES.get(endpoint.toString());
            Door.Answer answer = send(endpoint, beta.get(asked.scope()), false);
            softly.assertThat(answer.status())
                    .as("%s: %s", endpoint, answer.raw().body())
                    .isLessThan(500)
                    .isNotEqualTo(401);
            // What the request named may be named back.
            for (String content : List.of(
                    "alpha prompt", "alpha answer", "alpha-value", "alpha-body", "alpha broke", "alpha failed")) {
                softly.assertThat(answer.raw().body()).as("%s", endpoint).doesNotContain(content);
            }
            if (endpoint.method().equals("GET") && answer.status() == 200) {
                softly.assertThat(answer.raw().body()).as("%s", endpoint).doesNotContain("alpha");
            }
            Door.Answer named = send(endpoint, beta.get(asked.scope()), true);
            softly.assertThat(named.code()).as("%s in another's name", endpoint).isEqualTo("OTHER_TENANT");
        }
        softly.assertThat(alpha.rows()).as("every row of the other tenant").isEqualTo(before);
        softly.assertAll();
    }

    /** Else the test above would prove nothing. */
    @Test
    void itsOwnerSeesIt() {
        SoftAssertions softly = new SoftAssertions();
        for (Endpoint endpoint : Endpoints.all()) {
            if (!CASES.get(endpoint.toString()).seen()) continue;
            Door.Answer answer = send(endpoint, alphaKey, false);
            softly.assertThat(answer.status())
                    .as("%s: %s", endpoint, answer.raw().body())
                    .isEqualTo(200);
            softly.assertThat(answer.raw().body()).as("%s", endpoint).contains("alpha");
        }
        softly.assertAll();
    }

    private Door.Answer send(Endpoint endpoint, String key, boolean inTheOthersName) {
        HttpRequest.Builder request =
                door.request(path(endpoint.path())).header("Accept", endpoint.events() ? "text/event-stream" : "*/*");
        if (key != null) request.header("Authorization", "Bearer " + key);
        if (inTheOthersName) request.header("X-Tenant", Possessions.TENANT);
        EndpointCase asked = CASES.get(endpoint.toString());
        if (asked.body() == null)
            return door.send(request.method(endpoint.method(), HttpRequest.BodyPublishers.noBody()));
        return door.send(request.header("Content-Type", asked.type())
                .method(endpoint.method(), HttpRequest.BodyPublishers.ofString(asked.body())));
    }

    private String path(String template) {
        return template.replace("{task}", "alpha-task")
                .replace("{dataset}", "alpha-dataset")
                .replace("{submission}", "alpha-submission")
                .replace("{adaptation}", "alpha-adaptation")
                .replace("{evaluation}", "alpha-evaluation")
                .replace("{replay}", "alpha-replay")
                .replace("{version}", "1")
                .replace("{id}", "alpha-request")
                .replace("{key}", alphaKeyId)
                .replace("{letter}", Possessions.LETTER.toString())
                .replace("{digest}", Possessions.DIGEST)
                .replace("{file}", "alpha-file")
                .replace("{job}", "alpha-job")
                .replace("{batch}", "alpha-batch")
                .replace("{eval}", "alpha-task")
                .replace("{run}", "alpha-evaluation")
                .replace("{model: .+}", "alpha-task")
                .replace("{tenant}", Possessions.TENANT)
                .replace("{group}", "steerstream-decoder")
                .replace("{model: .+}", "alpha-task")
                .replace("{file}", "alpha-file")
                .replace("{job}", "alpha-job")
                .replace("{batch}", "alpha-batch")
                .replace("{eval}", "alpha-task")
                .replace("{run}", "alpha-evaluation");
    }
}
