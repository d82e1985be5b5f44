package dev.steerstream.tracker;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The forms of the pages in a real browser without JavaScript: each asks the gateway for one thing, in the tenant's name. */
@QuarkusTest
@QuarkusTestResource(TrackerParts.class)
class CommandIT {
    private static final double PATIENCE = 30_000;

    private static Chromium chromium;

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @ConfigProperty(name = "steerstream.tracker.gateway")
    URI gatewayAddress;

    @Inject
    Database database;

    private String tenant;
    private Story story;
    private StandInGateway gateway;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) chromium.close();
    }

    /** Each test is a tenant of its own. */
    @BeforeEach
    void begin(TestInfo test) {
        tenant = "c" + Integer.toHexString(test.getDisplayName().hashCode());
        story = new Story(database, bootstrap, prefix, tenant);
        gateway = new StandInGateway(gatewayAddress);
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setJavaScriptEnabled(false)
                        .setExtraHTTPHeaders(Map.of("X-Tenant", tenant)));
        context.setDefaultTimeout(PATIENCE);
        page = context.newPage();
        Door door = new Door(base, tenant);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> door.get("/q/health/ready").statusCode() == 200);
    }

    @AfterEach
    void end() {
        context.close();
        story.close();
    }

    @Test
    void aTaskIsPromotedRampedAndRetiredByItsForms() {
        story.adaptation("triage", "a1", "succeeded", null);
        story.profile("triage", 1, "a1", -1.25, 2.26, 0.98, 0.75);

        go("/tasks/triage");
        page.locator("summary").getByText("Promote or roll back").click();
        page.locator("form[action$='/promote'] input[name=reason]").fill("better on held-out rows");
        page.locator("form[action$='/promote'] button").click();
        assertThat(page.locator(".notice")).containsText("commanded into force");
        assertThat(page.locator(".notice")).isFocused();

        page.locator("summary").getByText("Ramp").click();
        page.locator("form[action$='/ramp'] input[name=percent]").fill("12.5");
        page.locator("form[action$='/ramp'] button").click();
        assertThat(page.locator(".notice")).containsText("ramp was commanded");

        page.locator("summary").getByText("Retire").click();
        page.locator("form[action$='/retire'] button").click();
        assertThat(page.locator(".notice")).containsText("retirement was commanded");

        assertThat(gateway.taken(tenant))
                .extracting(StandInGateway.Taken::path)
                .containsExactly("/v1/tasks/triage/promote", "/v1/tasks/triage/ramp", "/v1/tasks/triage/retire");
        assertThat(gateway.taken(tenant).get(0).body())
                .isEqualTo("{\"reason\":\"better on held-out rows\",\"version\":1}");
        assertThat(gateway.taken(tenant).get(1).body()).isEqualTo("{\"version\":1,\"share\":0.125}");
    }

    @Test
    void aJobIsCancelledAndAnEndedOneTriedAgainWithItsSettings() {
        story.adaptation("triage", "cancel-me-" + tenant, "training", Events.training(20, 1));
        story.adaptation("triage", "again-" + tenant, "failed", null);

        go("/jobs/cancel-me-" + tenant);
        page.locator("summary").getByText("Cancel").click();
        page.locator("form[action$='/cancel'] button").click();
        assertThat(page.locator(".notice")).containsText("cancellation was commanded");

        gateway.answers(
                "/v1/tasks/triage/adaptations", 202, "application/json", "{\"adaptation\":\"again-" + tenant + "\"}");
        go("/jobs/again-" + tenant);
        page.locator("summary").getByText("Retry").click();
        page.locator("form[action$='/retry'] button").click();
        assertThat(page.locator(".notice")).containsText("same settings");
        assertThat(gateway.taken(tenant).get(1).body())
                .isEqualTo("{\"dataset\":\"tickets\",\"submission\":\"s1\",\"warm_start\":{},\"calibration\":{}}");
    }

    @Test
    void whatTheGatewayRefusesIsSaidOnAPage() {
        story.adaptation("refused", "a1", "succeeded", null);
        story.profile("refused", 1, "a1", -1.25, 2.26, 0.98, 0.75);
        gateway.answers(
                "/v1/tasks/refused/promote",
                404,
                "application/problem+json",
                "{\"code\":\"UNKNOWN_PROFILE\",\"detail\":\"task refused has no version 1\",\"advice\":\"Choose"
                        + " another.\"}");
        go("/tasks/refused");
        page.locator("summary").getByText("Promote or roll back").click();
        page.locator("form[action$='/promote'] button").click();
        assertThat(page.locator("main")).containsText("UNKNOWN_PROFILE");
        assertThat(page.locator("main")).containsText("task refused has no version 1");
        assertThat(page.locator("main")).containsText("Choose another.");
        page.locator("main").getByText("Back").click();
        assertThat(page.locator("h1")).hasText("refused");
    }

    @Test
    void threeAnswersStandSideBySideInThePlayground() {
        story.adaptation("asked", "a1", "succeeded", null);
        story.profile("asked", 1, "a1", -1.25, 2.26, 0.98, 0.75);
        gateway.answers(
                "/v1/generations",
                200,
                "text/event-stream",
                "event: chunk\ndata: {\"request\":\"p1\",\"text\":\"team\",\"tokens\":1,\"explanations\":["
                        + Showcase.explanation(1, "team", 0.12, 0.71, 0.74, "Team") + "]}\n\n"
                        + "event: result\n"
                        + "data:"
                        + " {\"request\":\"p1\",\"state\":\"succeeded\",\"choices\":[{\"text\":\"team:"
                        + " delivery\"}],\"usage\":{\"completion_tokens\":5},\"receipt\":{\"changed_tokens\":1}}\n\n");
        gateway.answers("/v1/generations/p1/detail", 200, "application/json", Showcase.DETAIL);
        go("/playground?task=asked");
        page.getByLabel("Prompt").fill("Where is my parcel?");
        page.locator("#strength").fill("-2");
        page.locator("main form button").last().click();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            page.reload();
            return page.locator(".answers .chip.succeeded").count() == 3
                    && page.locator("[data-part='tokens'] .tokens").count() == 3;
        });
        assertThat(page.locator(".answers .steered .answer")).hasText("team: delivery");
        assertThat(page.locator("[data-part='tokens']")).containsText("delivery");
        assertThat(gateway.taken(tenant))
                .filteredOn(taken -> taken.path().equals("/v1/generations"))
                .hasSize(3)
                .anySatisfy(taken -> assertThat(taken.body())
                        .contains(
                                "\"steering\":{\"explain\":5,\"mode\":\"steered\",\"strength\":-2.0}",
                                "Where is my parcel?"));
        // What else could have come, by the keyboard alone; marked by more than a colour, and all without a script.
        Locator changed = page.locator("[data-part='tokens'] .tokens").last().locator("a.changed");
        assertThat(changed).hasCount(1);
        assertThat(changed).hasAttribute("aria-label", Pattern.compile("3: .*delivery, changed by steering"));
        page.locator("[data-part='tokens'] .tokens")
                .last()
                .locator("a.token")
                .nth(1)
                .focus();
        page.keyboard().press("Tab");
        Locator why = page.locator("#why-steered-3");
        assertThat(why).isVisible();
        assertThat(why).containsText("the warm model would have chosen");
        assertThat(why.locator(".why-list")).hasCount(3);
        picture("page-playground-1400-light");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        picture("page-playground-1400-dark");
        page.locator("details summary").getByText("Places side by side").click();
        assertThat(page.locator("#place-3 .chosen")).hasCount(3);
    }

    @Test
    void deadLettersAreTriedBeforeTheyAreRedriven() {
        Showcase showcase = new Showcase(story, database, tenant);
        showcase.tell();
        gateway.answers(
                "/v1/dead-letters/redrive",
                200,
                "application/json",
                "{\"dry_run\":true,\"done\":1,\"more\":false,\"items\":[{\"id\":\"" + showcase.letter()
                        + "\",\"topic\":\"generation-requests\",\"outcome\":\"redriven\"}]}");
        go("/dead-letters");
        page.locator("input[name=ids]").check();
        page.locator("button[value=redrive]").click();
        assertThat(page.locator("main")).containsText("nothing has been done yet");
        page.locator("main form button").click();
        assertThat(page.locator(".notice")).containsText("sent again");
        assertThat(gateway.taken(tenant))
                .extracting(StandInGateway.Taken::body)
                .containsExactly(
                        "{\"dry_run\":true,\"ids\":[\"" + showcase.letter() + "\"]}",
                        "{\"dry_run\":false,\"ids\":[\"" + showcase.letter() + "\"]}");

        page.getByLabel("Only the reason CONTRACT_VIOLATION").click();
        page.getByText("Redrive all of them that wait").click();
        assertThat(page.locator("main")).containsText("nothing has been done yet");
        assertThat(gateway.taken(tenant).get(2).body())
                .isEqualTo("{\"dry_run\":true,\"limit\":500,\"reason\":\"CONTRACT_VIOLATION\"}");
    }

    @Test
    void aDatasetIsPublishedFromAFormAndTheThemeIsSwitched() {
        go("/datasets");
        page.locator("#publish").getByLabel("Name").fill("tickets");
        page.locator("#publish textarea").fill("{\"prompt\":\"a\",\"completion\":\"b\"}");
        page.locator("#publish button").click();
        assertThat(page.locator(".notice")).containsText("handed to the broker");
        assertThat(gateway.taken(tenant).get(0))
                .isEqualTo(new StandInGateway.Taken(
                        "POST",
                        "/v1/datasets/tickets/submissions",
                        tenant,
                        null,
                        "{\"prompt\":\"a\",\"completion\":\"b\"}\n"));

        page.locator(".themes button[value=dark]").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.locator("h1")).hasText("tickets");
        page.locator(".themes button[value=auto]").click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "auto");
    }

    @Test
    void aFormOfAnotherSiteIsRefused() throws Exception {
        HttpResponse<String> refused = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(base.resolve("/tasks/triage/promote"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Cookie", "csrf-token=" + "a".repeat(43))
                                .header("X-Tenant", tenant)
                                .POST(HttpRequest.BodyPublishers.ofString("version=1&csrf-token=" + "b".repeat(43)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("FORM_EXPIRED");
        assertThat(gateway.taken(tenant)).isEmpty();
    }

    private void go(String path) {
        page.navigate(base.resolve(path).toString());
    }

    private void picture(String name) {
        String folder = System.getProperty("tracker.screenshots");
        if (folder == null) return;
        page.setViewportSize(1400, 900);
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(java.nio.file.Path.of(folder, name + ".png")));
    }
}
