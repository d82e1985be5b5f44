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
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            return Map.of("steerstream.authentication", "keys");
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
        String secret = keys.create("mine", "browser", Set.of(Scope.READ, Scope.SUBMIT, Scope.OPERATE), "test")
                .secret();
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
            Cookie session = context.cookies().stream()
                    .filter(cookie -> cookie.name.equals("session"))
                    .findFirst()
                    .orElseThrow();
            assertThat(session.httpOnly).isTrue();
            assertThat(session.sameSite).isEqualTo(SameSiteAttribute.STRICT);

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

            page.getByText("Log out").click();
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
        for (String operators : List.of("/system", "/topics", "/dead-letters", "/v1/tracker/audit.csv")) {
            HttpResponse<String> refused = door.get(operators, key);
            assertThat(refused.statusCode()).as(operators).isEqualTo(403);
            assertThat(refused.body()).contains("SCOPE_NEEDED");
        }
    }
}
