package dev.steerstream.tracker;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.keys.ApiKeys;
import dev.steerstream.work.keys.Scope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tracker that asks for keys. */
@QuarkusTest
@QuarkusTestResource(TrackerParts.class)
@TestProfile(LoginIT.WithKeys.class)
class LoginIT {
    private static final int SHARE = 16;

    /** A topic's records a second, on the overview. */
    private static final Pattern RATE = Pattern.compile("<text class=\"(rate|lag)[^>]*>[^<]*/s");

    private static Chromium chromium;

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

    public static final class WithKeys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "steerstream.authentication",
                    "keys",
                    "steerstream.tracker.streams-per-tenant",
                    Integer.toString(SHARE));
        }
    }

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) chromium.close();
    }

    @BeforeEach
    void ready() {
        Door door = new Door(base, "default");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> door.get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void aBrowserShowsAKeyOnceAndSeesItsTenantAlone() {
        String secret = secret("mine");
        try (Story mine = new Story(database, bootstrap, prefix, "mine");
                Story theirs = new Story(database, bootstrap, prefix, "theirs");
                BrowserContext context = chromium.browser().newContext(new Browser.NewContextOptions())) {
            mine.adaptation("my-task", "a1", "succeeded", null);
            mine.profile("my-task", 1, "a1", -1.25, 2.26, 0.98, 0.75);
            theirs.adaptation("their-task", "b1", "training", Events.training(20, 1));
            Page page = context.newPage();
            page.navigate(base.resolve("/tasks").toString());
            assertThat(page.locator("h1")).hasText("Log in");
            Accessibility.check(page, "login");
            page.getByLabel("Key").fill("sk-steer-" + "x".repeat(43));
            page.locator("button").click();
            assertThat(page.locator(".banner")).containsText("unknown");
            page.getByLabel("Key").fill(secret);
            page.locator("button").click();
            assertThat(page.locator("h1")).hasText("Tasks");
            assertThat(page.locator("table.tasks")).containsText("my-task");
            assertThat(page.locator("main")).not().containsText("their-task");
            assertThat(page.locator("#stream-state")).hasText("Live");
            assertThat(session(context).httpOnly).isTrue();
            assertThat(session(context).sameSite).isEqualTo(SameSiteAttribute.STRICT);

            page.navigate(base.resolve("/tasks/my-task").toString());
            page.locator("summary").getByText("Promote or roll back").click();
            page.locator("form[action$='/promote'] button").click();
            assertThat(page.locator(".notice")).containsText("commanded into force");
            assertThat(new StandInGateway(gateway).taken("mine"))
                    .extracting(StandInGateway.Taken::authorization)
                    .containsExactly("Bearer " + secret);

            context.clearCookies(new BrowserContext.ClearCookiesOptions().setName("session"));
            page.locator("summary").getByText("Promote or roll back").click();
            page.locator("form[action$='/promote'] button").click();
            assertThat(page.locator(".banner")).containsText("The session is over, so nothing was done");
            page.getByLabel("Key").fill(secret);
            page.locator("button").click();
            assertThat(page.locator("h1")).hasText("my-task");

            Door.Listening listening =
                    new Door(base, "mine").new Listening("/events", "Cookie", "session=" + session(context).value);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> listening.received().contains("still here"));
            page.getByText("Log out").click();
            await().atMost(Duration.ofSeconds(60)).until(listening::ended);
            assertThat(page.locator("h1")).hasText("Log in");
            page.navigate(base.resolve("/jobs").toString());
            assertThat(page.locator("h1")).hasText("Log in");
        }
    }

    @Test
    void aProgramSendsItsKeyAndMayDoWhatItsScopesSay() {
        String secret =
                keys.create("read-only", "program", Set.of(Scope.READ), "test").secret();
        String[] key = {"Authorization", "Bearer " + secret};
        Door door = new Door(base, "read-only");
        assertThat(door.get("/v1/tracker/tasks", key).statusCode()).isEqualTo(200);
        assertThat(door.get("/v1/tracker/tasks").statusCode()).isEqualTo(401);
        assertThat(new Door(base, "default").get("/v1/tracker/tasks", key).statusCode())
                .isEqualTo(403);
        for (String operators : List.of(
                "/system",
                "/topics",
                "/dead-letters",
                "/v1/tracker/audit.csv",
                "/v1/tracker/groups.csv",
                "/events?page=topics",
                "/events?page=dead-letters")) {
            HttpResponse<String> refused = door.get(operators, key);
            assertThat(refused.statusCode()).as(operators).isEqualTo(403);
            assertThat(refused.body()).contains("SCOPE_NEEDED");
        }
    }

    @Test
    void whatServesEveryTenantIsForKeysOfTheInstallation() {
        String[] tenants = {"Authorization", "Bearer " + secret("one-tenant")};
        Door door = new Door(base, "one-tenant");
        for (String installations : List.of(
                "/system",
                "/topics",
                "/topics/dataset-rows",
                "/v1/tracker/topics.csv",
                "/v1/tracker/groups.csv",
                "/events?page=topics")) {
            HttpResponse<String> refused = door.get(installations, tenants);
            assertThat(refused.statusCode()).as(installations).isEqualTo(403);
            assertThat(refused.body()).contains("INSTALLATION_KEY_NEEDED");
        }
        assertThat(door.get("/topics", tenants).body()).contains("For operators of the installation", "</html>");
        assertThat(door.get("/dead-letters", tenants).body())
                .contains("href=\"/dead-letters\"")
                .doesNotContain("href=\"/topics\"", "href=\"/system\"");
        assertThat(door.get("/v1/tracker/audit.csv", tenants).statusCode()).isEqualTo(200);
        String overview = door.get("/", tenants).body();
        assertThat(overview).doesNotContain(" in steerstream-");
        assertThat(RATE.matcher(overview).find()).isFalse();

        String[] installations = {"Authorization", "Bearer " + secret(null)};
        await().atMost(Duration.ofSeconds(60))
                .until(() -> door.get("/v1/tracker/topics.csv", installations).statusCode() == 200);
        assertThat(door.get("/system", installations).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> RATE.matcher(door.get("/", installations).body()).find());
        try (Door.Listening stream = door.new Listening("/events?page=topics", installations)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> stream.received().contains("dataset-rows"));
        }
    }

    @Test
    void aRevokedKeyEndsTheStreamsThatItOpened() {
        ApiKeys.Created mine = keys.create("revoked", "program", Set.of(Scope.READ), "test");
        String[] key = {"Authorization", "Bearer " + mine.secret()};
        String[] other = {"Authorization", "Bearer " + secret("revoked")};
        Door door = new Door(base, "revoked");
        try (Door.Listening ends = door.new Listening("/events", key);
                Door.Listening goesOn = door.new Listening("/events?page=tasks", other)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ends.received().contains("still here")
                            && goesOn.received().contains("still here"));
            keys.revoke("revoked", false, mine.key().id(), "test");
            await().atMost(Duration.ofSeconds(60)).until(ends::ended);
            assertThat(goesOn.ended()).isFalse();
        }
        assertThat(door.get("/events", key).statusCode()).isEqualTo(401);
    }

    @Test
    void aTenantHasAShareOfTheStreamsAndLeavesTheRestToOthers() {
        String[] key = {"Authorization", "Bearer " + secret("greedy")};
        String[] modest = {"Authorization", "Bearer " + secret("modest")};
        Door door = new Door(base, "greedy");
        List<Door.Listening> open = new ArrayList<>();
        try (Door.Listening other = new Door(base, "modest").new Listening("/events", modest)) {
            for (int stream = 1; stream <= SHARE; stream++) open.add(door.new Listening("/events", key));
            for (Door.Listening stream : open) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> stream.received().contains("still here"));
            }
            HttpResponse<String> refused = door.get("/events", key);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("TOO_MANY_STREAMS", "a tenant's share of the 500");
            await().atMost(Duration.ofSeconds(60)).until(() -> other.received().contains("still here"));
        } finally {
            open.forEach(Door.Listening::close);
        }
    }

    @Test
    void aKeyForEveryTenantChoosesWhichOneItsBrowserLooksAt() {
        try (Story first = new Story(database, bootstrap, prefix, "first-tenant");
                Story second = new Story(database, bootstrap, prefix, "second-tenant");
                BrowserContext context = chromium.browser().newContext(new Browser.NewContextOptions())) {
            first.adaptation("first-task", "a1", "succeeded", null);
            first.profile("first-task", 1, "a1", -1.25, 2.26, 0.98, 0.75);
            second.adaptation("second-task", "b1", "training", Events.training(20, 1));
            Page page = context.newPage();
            page.navigate(base.resolve("/").toString());
            page.getByLabel("Key").fill(secret(null));
            page.locator("button").click();
            page.getByText("Switch").click();
            assertThat(page.locator("h1")).hasText("Tenant");
            Accessibility.check(page, "tenant");
            page.locator("button[value='first-tenant']").click();
            page.navigate(base.resolve("/tasks/first-task").toString());
            assertThat(page.locator("#stream-state")).hasText("Live");

            Page other = context.newPage();
            other.navigate(base.resolve("/tenant").toString());
            other.getByLabel("Another tenant").fill("second-tenant");
            other.getByText("Look at it").click();
            assertThat(other.locator(".tenant b")).hasText("second-tenant");
            other.navigate(base.resolve("/tasks").toString());
            assertThat(other.locator("table.tasks")).containsText("second-task");
            assertThat(other.locator("main")).not().containsText("first-task");

            // A page of before is of its own tenant still: what its form commands would be for the other one.
            page.locator("summary").getByText("Promote or roll back").click();
            page.locator("form[action$='/promote'] button").click();
            assertThat(page.locator("main")).containsText("OTHER_TENANT");
            assertThat(new StandInGateway(gateway).taken("second-tenant")).isEmpty();
        }
    }

    private static Cookie session(BrowserContext context) {
        return context.cookies().stream()
                .filter(cookie -> cookie.name.equals("session"))
                .findFirst()
                .orElseThrow();
    }

    /** Of a new key with every scope; null is for every tenant. */
    private String secret(String tenant) {
        return keys.create(tenant, "test", EnumSet.allOf(Scope.class), "test").secret();
    }
}
