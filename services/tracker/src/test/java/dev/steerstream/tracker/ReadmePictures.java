package dev.steerstream.tracker;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** What the front page shows of the dashboard, as much of each page as is read there. Made where {@code -Dtracker.screenshots=FOLDER} asks for pictures. */
final class ReadmePictures {
    private static final int WIDTH = 1200;

    private ReadmePictures() {}

    /** One picture of a page from its top, so many pixels high. */
    private record Picture(String name, String path, ColorScheme scheme, int height) {}

    static void take(URI base, Function<Browser.NewContextOptions, BrowserContext> browser) {
        String folder = System.getProperty("tracker.screenshots");
        if (folder == null) return;
        for (Picture picture : List.of(
                new Picture("overview-light", "/", ColorScheme.LIGHT, 866),
                new Picture("overview-dark", "/", ColorScheme.DARK, 866),
                new Picture("job", "/jobs/a2", ColorScheme.DARK, 1180),
                new Picture("steering", "/steering/ticket-triage", ColorScheme.LIGHT, 1240))) {
            try (BrowserContext context = browser.apply(new Browser.NewContextOptions()
                    .setColorScheme(picture.scheme())
                    .setViewportSize(WIDTH, picture.height()))) {
                Page page = context.newPage();
                page.navigate(base.resolve(picture.path()).toString());
                page.screenshot(
                        new Page.ScreenshotOptions().setPath(Path.of(folder, "readme-" + picture.name() + ".png")));
            }
        }
    }
}
