package dev.steerstream.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Looks at a page with axe: nothing serious or critical may be found. */
final class Accessibility {
    private static final String AXE = script();

    private Accessibility() {}

    static void check(Page page, String look) {
        assertThat(findings(page)).as(look).isEmpty();
    }

    /** One text each. */
    static List<?> findings(Page page) {
        page.evaluate(AXE);
        return (List<?>)
                page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
                        + ".filter(one => one.impact === 'serious' || one.impact === 'critical')"
                        + ".map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + ' '"
                        + " + (node.any[0] || node.all[0] || node.none[0] || {}).message).join(' | '))");
    }

    private static String script() {
        try (InputStream resource = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
