package dev.steerstream.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.steerstream.schemas.Contracts;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An operator with a browser and nothing else: from a dataset to a steered answer. */
class BrowserJourney {
    private static final double SOON = 60_000;
    private static final double ADAPTED = 420_000;

    @Test
    void aDatasetBecomesASteeredAnswerInTheBrowserAlone() throws JsonProcessingException {
        URI tracker = LocalPlatform.shared().tracker();
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium())
                                .setArgs(List.of("--no-sandbox", "--disable-gpu")))) {
            Page page = browser.newPage();
            page.navigate(tracker.resolve("/datasets").toString());
            Locator publish = page.locator("#publish");
            publish.getByLabel("Name").fill("browser-tickets");
            publish.locator("textarea").fill(lines(TicketRows.rows(64)));
            publish.locator("button").click();
            assertThat(page.locator("h1")).hasText("browser-tickets");
            assertThat(page.locator("[data-part='submissions'] .chip.sealed")).hasCount(1, within(SOON));

            page.reload();
            Locator start = page.locator("#start");
            start.getByLabel("Task").fill("browser-triage");
            start.locator("button").click();
            assertThat(page.locator("[data-part='summary']")).containsText("browser-triage");
            assertThat(page.locator("[data-part='summary'] .chip"))
                    .hasText("succeeded", new LocatorAssertions.HasTextOptions().setTimeout(ADAPTED));

            page.navigate(tracker.resolve("/playground?task=browser-triage").toString());
            page.getByLabel("Prompt").fill("Ticket 7: my router is late.");
            page.locator("input[name=maxTokens]").fill("16");
            page.locator("main form button").last().click();
            assertThat(page.locator(".answers .chip.succeeded")).hasCount(3, within(SOON));
            assertThat(page.locator(".answers .steered .answer")).hasText(Pattern.compile(".+"));
            assertThat(page.locator("[data-part='tokens'] figure.plot")).hasCount(1, within(SOON));

            page.locator(".answers .steered a").click();
            assertThat(page.locator("h1")).not().isEmpty();
            assertThat(page.locator(".pairs")).containsText("steered");
        }
    }

    private static LocatorAssertions.HasCountOptions within(double millis) {
        return new LocatorAssertions.HasCountOptions().setTimeout(millis);
    }

    private static String lines(List<Map<String, Object>> rows) throws JsonProcessingException {
        StringBuilder lines = new StringBuilder();
        for (Map<String, Object> row : rows) {
            lines.append(Contracts.mapper().writeValueAsString(row)).append('\n');
        }
        return lines.toString();
    }

    private static Path chromium() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    String line = "SKIPPED: no chromium on the PATH, so nothing is done in a browser;"
                            + " install it (on Debian: apt-get install chromium)";
                    System.out.println(line);
                    return abort(line);
                });
    }
}
