package dev.steerstream.tracker;

import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Chromium of the machine, driven by Playwright. One thread. */
final class Chromium implements AutoCloseable {
    /** Milliseconds for what is at once on a quiet machine. */
    private static final double PATIENCE = 60_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts it; where there is none the test is skipped, which is said. */
    static Chromium start() {
        Optional<Path> executable = executable();
        if (executable.isEmpty()) {
            String line = "SKIPPED: no chromium on the PATH, so the pages are not looked at in a browser;"
                    + " install it (on Debian: apt-get install chromium)";
            System.out.println(line);
            abort(line);
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(executable.orElseThrow())
                                // As root Chromium has no sandbox; it only sees our own pages.
                                .setArgs(List.of("--no-sandbox", "--disable-gpu"))));
    }

    Browser browser() {
        return browser;
    }

    private static Optional<Path> executable() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
