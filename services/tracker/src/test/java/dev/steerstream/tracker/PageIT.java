package dev.steerstream.tracker;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * The pages in a real browser. With {@code -Dtracker.screenshots=FOLDER} pictures of them are left there.
 *
 * <p>Every test ends with the browser's console looked at: an error, or a file that the content security policy refused, fails it.
 */
@QuarkusTest
@QuarkusTestResource(TrackerParts.class)
class PageIT {
    private static final double PATIENCE = 30_000;
    private static final List<String> EMPTY = List.of(
            "/",
            "/tasks",
            "/jobs",
            "/steering",
            "/datasets",
            "/requests",
            "/playground",
            "/topics",
            "/dead-letters",
            "/system");

    private static Chromium chromium;

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = "steerstream.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "steerstream.topic-prefix")
    String prefix;

    @Inject
    Database database;

    private final List<String> complaints = new ArrayList<>();
    private String tenant;
    private Story story;

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
        tenant = "p" + Integer.toHexString(test.getDisplayName().hashCode());
        story = new Story(database, bootstrap, prefix, tenant);
        Door door = new Door(base, tenant);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> door.get("/q/health/ready").statusCode() == 200);
    }

    @AfterEach
    void end() {
        story.close();
        assertThat(complaints).isEmpty();
    }

    @Test
    void aTasksNumbersChangeLiveWithoutAReload() {
        story.adaptation("triage", "a1", "training", Events.training(20, 1));
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = open(context, "/tasks");
            page.evaluate("window.notReloaded = true");
            Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("triage"));
            assertThat(row).containsText("20 of 200");
            assertThat(page.locator("#stream-state")).hasText("Live", patience());

            // What has the focus keeps it while the table around it changes.
            Locator link = row.locator("a");
            link.focus();
            story.event(Events.progress("triage", "a1", 2, Events.training(120, 1), Instant.now()));
            assertThat(row).containsText("120 of 200", contains());
            assertThat(row).containsText("258 tokens/s · 40 s left");
            assertThat(row.locator("progress")).hasAttribute("value", "120");
            assertThat(link).isFocused();

            story.result(Events.succeeded("r1", "triage", Instant.now(), 1_500));
            assertThat(row.locator("td[data-label='Requests']")).containsText("1", contains());
            assertThat(row.locator("td[data-label='Whole time']")).containsText("1.50 s", contains());
            assertThat(page.evaluate("window.notReloaded")).isEqualTo(true);

            link.press("Enter");
            page.waitForURL("**/tasks/triage");
            assertThat(page.locator("h1")).hasText("triage");
            assertThat(page.locator("[data-part='generations'] tbody tr")).hasCount(1);
            assertThat(page.locator("#feed li").first()).containsText("answered with 20 tokens", contains());
            assertThat(page.locator("#stream-state")).hasText("Live", patience());
            story.event(Events.adaptation("triage", "a1", 3, AdaptationEvent.Type.TRAINED, Instant.now()));
            assertThat(page.locator("#feed li").first()).containsText("the warm start is done", contains());
            assertThat(page.locator("#feed li")).hasCount(2);
            story.event(Events.progress("triage", "a1", 3, Events.training(180, 1), Instant.now()));
            assertThat(page.locator("[data-part='summary']")).containsText("180 of 200", contains());
            story.result(Events.failed("r2", "triage", Instant.now()));
            assertThat(page.locator("[data-part='generations'] tbody tr")).hasCount(2, count());
            assertThat(page.locator("[data-part='generations']")).containsText("EXPIRED");
            assertThat(page.locator("#feed li").first()).containsText("the deadline passed", contains());

            page.navigate(base.resolve("/tasks/triage?done=promoted").toString());
            story.event(Events.adaptation("triage", "a1", 4, AdaptationEvent.Type.PROMOTED, Instant.now()));
            assertThat(page.locator("[data-part='outcome']")).containsText("is in force", contains());
        }
    }

    @Test
    void aPageThatLostItsStreamCatchesUpByEventId() {
        story.adaptation("triage", "a1", "queued", null);
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = open(context, "/");
            assertThat(page.locator("#stream-state")).hasText("Live", patience());
            story.event(Events.adaptation("triage", "a1", 1, AdaptationEvent.Type.QUEUED, Instant.now()));
            assertThat(page.locator("#feed li")).hasCount(1, count());

            hide(page, true);
            story.event(Events.adaptation("triage", "a1", 2, AdaptationEvent.Type.STARTED, Instant.now()));
            story.event(Events.adaptation("triage", "a1", 3, AdaptationEvent.Type.CHECKPOINTED, Instant.now()));
            Door door = new Door(base, tenant);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> door.json("/v1/tracker/feed").size() == 3);
            assertThat(page.locator("#feed li")).hasCount(1);
            hide(page, false);
            assertThat(page.locator("#feed li")).hasCount(3, count());
            assertThat(page.locator("#feed li").first()).containsText("checkpoint stored at step 20");
        }
    }

    @Test
    void aRequestThatEndsBringsItsReceiptAndTakesItsCommandAway() {
        story.queued("r1", "triage");
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = open(context, "/requests/r1");
            Locator cancel = page.locator(".actions button");
            assertThat(cancel).isVisible();
            assertThat(page.locator("[data-part='receipt']")).containsText("There is a receipt once");
            story.ended(Events.succeeded("r1", "triage", Instant.now(), 900));
            assertThat(page.locator("[data-part='receipt']")).containsText("Strength applied", contains());
            assertThat(cancel).isHidden();
        }
    }

    /** As when another tab comes to the front. */
    private static void hide(Page page, boolean hidden) {
        page.evaluate(
                "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
                        + " document.dispatchEvent(new Event('visibilitychange')); }",
                hidden);
    }

    @Test
    void pagesAreCompleteWithoutJavaScript() {
        fullStory();
        try (BrowserContext context = context(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = open(context, "/");
            assertThat(page.locator("#stream-state")).isHidden();
            assertThat(page.locator("#feed li")).not().hasCount(0);
            assertThat(page.locator(".flow-picture svg")).containsText("1 training");
            page.locator(".side nav a", new Page.LocatorOptions().setHasText("Tasks"))
                    .click();
            assertThat(page.locator("table.tasks tbody tr")).hasCount(5);
            page.locator("table.tasks a", new Page.LocatorOptions().setHasText("ticket-triage"))
                    .click();
            assertThat(page.locator("h1")).hasText("ticket-triage");
            assertThat(page.locator("[data-part='profiles'] tbody tr")).hasCount(2);
            assertThat(page.locator("[data-part='generations'] tbody tr")).hasCount(20);
            page.locator("[data-part='generations'] a[rel=next]").click();
            assertThat(page.locator("[data-part='generations'] tbody tr")).not().hasCount(0);
            assertThat(page.locator("[data-part='versions'] table").first()).isVisible();
            page.locator(".crumb a").click();
            assertThat(page.locator("h1")).hasText("Tasks");
            page.navigate(base.resolve("/jobs/a2").toString());
            assertThat(page.locator("[data-part='plots'] table").first()).containsText("128");
            page.navigate(base.resolve("/requests/request-1").toString());
            assertThat(page.locator("[data-part='receipt']")).containsText("3 of 20 tokens (15.0%)");
        }
    }

    @Test
    void aChartStaysDrawnAndItsTableClosedWhileItsNumbersChange() {
        story.adaptation("triage", "a1", "training", Events.training(20, 1));
        story.event(Events.progress("triage", "a1", 2, Events.training(20, 1), Instant.now()));
        story.event(Events.progress("triage", "a1", 2, Events.training(40, 1), Instant.now()));
        try (BrowserContext context = context(new Browser.NewContextOptions().setViewportSize(400, 900))) {
            Page page = open(context, "/jobs/a1");
            Locator losses = page.locator("figure.plot")
                    .filter(new Locator.FilterOptions().setHas(page.locator("#plot-losses")));
            assertThat(losses.locator("details tbody tr")).hasCount(2);
            story.event(Events.progress("triage", "a1", 2, Events.training(60, 1), Instant.now()));
            assertThat(losses.locator("details tbody tr"))
                    .hasCount(3, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE));
            assertThat(losses.locator("canvas")).isVisible();
            assertThat(losses.locator("details table")).isHidden();
            losses.locator("summary").click();
            assertThat(losses.locator("details table")).isVisible();
            org.assertj.core.api.Assertions.assertThat(fits(page, "job")).isEmpty();
        }
    }

    @Test
    void everyPageLooksRightInLightAndDarkNarrowAndWide() {
        try (BrowserContext context = context(new Browser.NewContextOptions().setViewportSize(1400, 900))) {
            assertThat(open(context, "/tasks").locator("main")).containsText("No tasks yet");
            Page page = context.pages().get(0);
            for (String path : EMPTY) {
                page.navigate(base.resolve(path).toString());
                Accessibility.check(page, "empty " + path);
                picture(page, "empty" + path.replace('/', '-'));
            }
        }
        Showcase showcase = fullStory();
        List<String> paths = new ArrayList<>(EMPTY);
        paths.addAll(List.of(
                "/tasks/ticket-triage",
                "/jobs/a2",
                "/jobs/a3",
                "/steering/ticket-triage",
                "/datasets/tickets",
                "/datasets/reviews",
                "/requests/request-1",
                "/requests/waiting-2",
                "/topics/generation-results",
                "/dead-letters/" + showcase.letter()));
        List<String> found = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(400, 1400)) {
                try (BrowserContext context = context(
                        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900))) {
                    Page page = open(context, "/");
                    for (String path : paths) {
                        page.navigate(base.resolve(path).toString());
                        String look = path.replaceAll("[0-9a-f-]{36}", "one").replace('/', '-') + "-" + width + "-"
                                + scheme.name().toLowerCase(java.util.Locale.ROOT);
                        picture(page, "page" + look);
                        found.addAll(fits(page, look));
                        Accessibility.findings(page).forEach(one -> found.add(look + ": " + one));
                        if (width == 1400) brokenDownloads(page).forEach(one -> found.add(look + ": " + one));
                    }
                }
            }
        }
        try (BrowserContext context = context(new Browser.NewContextOptions().setViewportSize(1400, 900))) {
            Page page = context.newPage();
            page.navigate(base.resolve("/tasks/nowhere").toString());
            assertThat(page.locator("h1")).hasText("Not found");
            picture(page, "problem-1400-light");
        }
        ReadmePictures.take(base, this::context);
        assertThat(found).isEmpty();
    }

    @Test
    void whatElseCouldHaveComeShowsAtATokenByTheKeyboardAndIsPutAwayByEscape() {
        new Showcase(story, database, tenant).tell();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (BrowserContext context = context(
                    new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(1400, 900))) {
                Page page = open(context, "/requests/request-1");
                page.locator("a.token").nth(1).focus();
                page.keyboard().press("ArrowRight");
                Locator why = page.locator("#why-answer-3");
                assertThat(why).isVisible();
                assertThat(why).containsText("Steering changed the choice");
                Accessibility.check(page, "a token in focus, " + scheme);
                picture(page, "token-in-focus-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
                page.keyboard().press("Escape");
                assertThat(why).isHidden();
                page.keyboard().press("ArrowLeft");
                assertThat(page.locator("#why-answer-2")).isVisible();
            }
        }
    }

    @Test
    void theKeyboardAloneReachesEverything() {
        story.adaptation("triage", "a1", "queued", null);
        try (BrowserContext context = context(new Browser.NewContextOptions())) {
            Page page = open(context, "/");
            page.keyboard().press("Tab");
            assertThat(page.locator(".skip")).isFocused();
            page.keyboard().press("Enter");
            assertThat(page.locator("main")).isFocused();
            List<Object> reached = new ArrayList<>();
            for (int presses = 0; presses < 40; presses++) {
                page.keyboard().press("Tab");
                reached.add(page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')"));
            }
            assertThat(reached)
                    .containsSubsequence(
                            "/datasets", "/v1/tracker/requests.csv", "/jobs/a1", "feed", "/system", "/q/health");
        }
    }

    /** A busy tenant. */
    private Showcase fullStory() {
        Showcase showcase = new Showcase(story, database, tenant);
        showcase.tell();
        Door door = new Door(base, tenant);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> door.json("/v1/tracker/feed?limit=500").size() == Showcase.LINES);
        return showcase;
    }

    private BrowserContext context(Browser.NewContextOptions options) {
        BrowserContext context = chromium.browser().newContext(options.setExtraHTTPHeaders(Map.of("X-Tenant", tenant)));
        context.setDefaultTimeout(PATIENCE);
        return context;
    }

    private Page open(BrowserContext context, String path) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text() + " at " + message.location());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(base.resolve(path).toString());
        return page;
    }

    /** Every plot and table that offers its numbers has them. */
    private static List<?> brokenDownloads(Page page) {
        return (List<?>) page.evaluate("async () => { const broken = []; for (const link of"
                + " document.querySelectorAll('a[download]')) { const answer = await fetch(link.href); const type ="
                + " answer.headers.get('content-type') || ''; if (!answer.ok || !type.startsWith('text/csv'))"
                + " broken.push(link.getAttribute('href') + ' ' + answer.status); } return broken; }");
    }

    /** Nothing makes the page itself scroll sideways. */
    private static List<String> fits(Page page, String look) {
        Object wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return Integer.valueOf(0).equals(wider) ? List.of() : List.of(look + " is wider by " + wider);
    }

    private static void picture(Page page, String name) {
        String folder = System.getProperty("tracker.screenshots");
        if (folder == null) return;
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(folder, name + ".png")));
    }

    private static LocatorAssertions.HasTextOptions patience() {
        return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE);
    }

    private static LocatorAssertions.ContainsTextOptions contains() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
    }

    private static LocatorAssertions.HasCountOptions count() {
        return new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE);
    }
}
