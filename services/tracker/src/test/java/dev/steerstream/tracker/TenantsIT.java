package dev.steerstream.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.steerstream.tracker.EndpointKinds.Kind;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.keys.Scope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One tenant against another's possessions, at every endpoint and on every live page. One without a case fails here. */
@QuarkusTest
@QuarkusTestResource(TrackerParts.class)
@TestProfile(LoginIT.WithKeys.class)
class TenantsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOKEN = "t".repeat(43);
    private static final String NOBODY = "99999999-0000-4000-8000-000000000009";

    /** What the owner's list, page or stream names, and nobody else's. */
    private static final List<String> MARKS = List.of(
            "ticket-triage",
            "contract-clauses",
            "sentiment-of-reviews",
            "sql-from-questions",
            "request-1",
            "waiting-1",
            "Parcel ",
            "\"tickets\"",
            "/datasets/tickets",
            "CONTRACT_VIOLATION");

    private static final Pattern COUNTED =
            Pattern.compile("(succeeded|failed|tokens|tasks|datasets)\":[1-9]|,[1-9][0-9]*[,\\r]");

    private static final Map<String, Kind> CASES = EndpointKinds.all();

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @ConfigProperty(name = "steerstream.tracker.gateway")
    URI gateway;

    @Inject
    Database database;

    @Inject
    ApiKeys keys;

    private Door owner;
    private Door other;
    private String[] owners;
    private String[] others;
    private String letter;

    @BeforeEach
    void tell() {
        owner = new Door(base, "alpha");
        other = new Door(base, "beta");
        owners = key("alpha", EnumSet.allOf(Scope.class));
        others = key("beta", EnumSet.allOf(Scope.class));
        boolean there =
                database.read(handle -> handle.createQuery("select exists (select from task where tenant = 'alpha')")
                        .mapTo(Boolean.class)
                        .one());
        try (Story story = new Story(database, bootstrap, prefix, "alpha")) {
            Showcase showcase = new Showcase(story, database, "alpha");
            letter = showcase.letter();
            if (!there) showcase.tell();
        }
        await().atMost(PATIENCE)
                .until(() ->
                        owner.get("/v1/tracker/feed?limit=1", owners).body().contains("\"number\":" + Showcase.LINES));
    }

    @Test
    void everyEndpointHasACase() {
        assertThat(CASES.keySet())
                .as("the cases of this test: each new endpoint needs one")
                .containsExactlyInAnyOrderElementsOf(Endpoints.all());
    }

    @Test
    void whatIsAnothersIsAsWhatNobodyHas() {
        SoftAssertions softly = new SoftAssertions();
        String[] reads = key("beta", Set.of(Scope.READ));
        each(Kind.OWN, Kind.OPERATORS, Kind.NUMBERS, Kind.INSTALLATION).forEach((endpoint, kind) -> {
            String path = path(endpoint, false);
            HttpResponse<String> answer = other.get(path, others);
            if (kind == Kind.INSTALLATION) {
                softly.assertThat(answer.body()).as(endpoint).contains("INSTALLATION_KEY_NEEDED");
            } else if (endpoint.contains("{")) {
                HttpResponse<String> nobodys = other.get(path(endpoint, true), others);
                softly.assertThat(answer.statusCode()).as(endpoint).isEqualTo(nobodys.statusCode());
                softly.assertThat(answer.body())
                        .as(endpoint)
                        .isEqualTo(nobodys.body().replace(NOBODY, id(endpoint)));
            } else {
                softly.assertThat(answer.statusCode()).as(endpoint).isEqualTo(200);
                softly.assertThat(answer.body()).as(endpoint).doesNotContain(MARKS);
            }
            if (kind == Kind.NUMBERS) {
                softly.assertThat(answer.body()).as(endpoint).doesNotContainPattern(COUNTED);
            }
            if (kind == Kind.OPERATORS) {
                softly.assertThat(other.get(path, reads).body()).as(endpoint).contains("SCOPE_NEEDED");
            }
            softly.assertThat(other.get(path).statusCode())
                    .as("%s without a key", endpoint)
                    .isEqualTo(path.startsWith("/v1/") ? 401 : 303);
            softly.assertThat(owner.get(path, others).body())
                    .as("%s in another's name", endpoint)
                    .contains("OTHER_TENANT");
        });
        softly.assertAll();
    }

    /** Else the test above would prove nothing. */
    @Test
    void itsOwnerSeesIt() {
        SoftAssertions softly = new SoftAssertions();
        each(Kind.OWN, Kind.OPERATORS, Kind.NUMBERS).forEach((endpoint, kind) -> {
            HttpResponse<String> answer = owner.get(path(endpoint, false), owners);
            softly.assertThat(answer.statusCode()).as(endpoint).isEqualTo(200);
            if (kind != Kind.NUMBERS && !endpoint.contains("{")) {
                softly.assertThat(MARKS)
                        .as("%s names something of the owner's", endpoint)
                        .anyMatch(answer.body()::contains);
            }
            // Counted from the topics, which each number takes its own time for.
            if (kind == Kind.NUMBERS) {
                await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                                owner.get(path(endpoint, false), owners).body())
                        .as(endpoint)
                        .containsPattern(COUNTED));
            }
        });
        softly.assertAll();
    }

    @Test
    void noStreamHasWhatIsAnothers() {
        Map<String, Door.Listening> streams = new LinkedHashMap<>();
        try {
            for (String page : Endpoints.livePages()) {
                streams.put(page, other.new Listening(stream(page), others));
            }
            streams.forEach((page, stream) -> {
                await(page)
                        .atMost(PATIENCE)
                        .until(() -> stream.received().contains("still here")
                                || stream.received().contains("INSTALLATION_KEY_NEEDED"));
                assertThat(stream.received()).as(page).doesNotContain(MARKS);
            });
            assertThat(streams.get("topics").received()).contains("INSTALLATION_KEY_NEEDED");
        } finally {
            streams.values().forEach(Door.Listening::close);
        }
        streams.clear();
        try {
            for (String page : List.of("overview", "tasks", "task", "jobs", "job", "datasets", "requests")) {
                streams.put(page, owner.new Listening(stream(page), owners));
            }
            streams.forEach((page, stream) ->
                    await(page).atMost(PATIENCE).until(() -> MARKS.stream().anyMatch(stream.received()::contains)));
        } finally {
            streams.values().forEach(Door.Listening::close);
        }
    }

    @Test
    void noFormCommandsInAnothersName() {
        SoftAssertions softly = new SoftAssertions();
        each(Kind.FORM).forEach((endpoint, kind) -> {
            softly.assertThat(post(other, endpoint, true, others).statusCode())
                    .as(endpoint)
                    .isLessThan(500)
                    .isNotEqualTo(401);
            softly.assertThat(post(other, endpoint, true).statusCode())
                    .as("%s without a key", endpoint)
                    .isEqualTo(401);
            softly.assertThat(post(owner, endpoint, true, others).body())
                    .as("%s in another's name", endpoint)
                    .contains("OTHER_TENANT");
            softly.assertThat(post(owner, endpoint, false, owners).body())
                    .as("%s from another site", endpoint)
                    .contains("FORM_EXPIRED");
        });
        softly.assertAll();
        StandInGateway asked = new StandInGateway(gateway);
        assertThat(asked.taken("alpha")).isEmpty();
        assertThat(asked.taken("beta"))
                .extracting(StandInGateway.Taken::authorization)
                .contains(others[1])
                .doesNotContain(owners[1]);
    }

    private static Map<String, Kind> each(Kind... kinds) {
        Map<String, Kind> chosen = new LinkedHashMap<>(CASES);
        chosen.values().retainAll(Set.of(kinds));
        return chosen;
    }

    private String[] key(String tenant, Set<Scope> scopes) {
        String secret = keys.create(tenant, "test", scopes, "test").secret();
        // With the form's token, which is on every page, each page is the same every time.
        return new String[] {"Authorization", "Bearer " + secret, "Cookie", "csrf-token=" + TOKEN};
    }

    private String path(String endpoint, boolean nobodys) {
        return endpoint.substring(endpoint.indexOf(' ') + 1)
                .replace("{version}", "2")
                .replace("{submission}", "s1")
                .replace("{topic}", "dataset-rows")
                .replace("{plot}", endpoint.contains("/steering/") ? "tokens" : "losses")
                .replaceAll("\\{[a-z]+}", nobodys ? NOBODY : id(endpoint));
    }

    /** Of the owner's thing that a path names. */
    private String id(String endpoint) {
        if (endpoint.contains("{task}")) return "ticket-triage";
        if (endpoint.contains("{job}")) return "a2";
        if (endpoint.contains("{dataset}")) return "tickets";
        return endpoint.contains("{request}") ? "request-1" : letter;
    }

    private String stream(String page) {
        return "/events?last=0&page=" + page
                + "&task=ticket-triage&job=a2&dataset=tickets&submission=s1&request=request-1&version=2";
    }

    private HttpResponse<String> post(Door door, String endpoint, boolean ours, String... key) {
        Map<String, String> fields = new LinkedHashMap<>(Map.of(
                "version", "2",
                "percent", "5",
                "action", "redrive",
                "ids", letter,
                "dataset", "tickets",
                "task", "ticket-triage",
                "rows", "x",
                "prompt", "x",
                "tenant", "alpha"));
        fields.put("csrf-token", ours ? TOKEN : "o".repeat(43));
        String[] headers = key.length > 0 ? key : new String[] {"Cookie", "csrf-token=" + TOKEN};
        StringBuilder body = new StringBuilder();
        if (endpoint.equals("POST /datasets/publish")) {
            fields.forEach((name, value) -> body.append("--part\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append("\"\r\n\r\n")
                    .append(value)
                    .append("\r\n"));
            body.append("--part--\r\n");
            return door.post(path(endpoint, false), "multipart/form-data; boundary=part", body.toString(), headers);
        }
        fields.forEach(
                (name, value) -> body.append(name).append('=').append(value).append('&'));
        return door.post(path(endpoint, false), "application/x-www-form-urlencoded", body.toString(), headers);
    }
}
