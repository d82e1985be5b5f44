package dev.steerstream.tracker.page;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.stream.Followed;
import io.quarkus.qute.TemplateInstance;
import java.util.LinkedHashMap;
import java.util.Map;

/** An open page: its live parts are those that the page is made of. */
record FollowedPage(Pages pages, PagePlace place) implements Followed {

    @Override
    public String tenant() {
        return place.tenant();
    }

    @Override
    public boolean shows(FeedEntry line) {
        return place.task() == null || place.task().equals(line.task());
    }

    @Override
    public String line(FeedEntry line) {
        return Templates.line(line).render();
    }

    @Override
    public Map<String, String> parts() {
        return place.task() == null ? overview() : task();
    }

    private Map<String, String> overview() {
        Overview view = pages.overview(place);
        return rendered(Map.of(
                "obstacles", Templates.overview$obstacles(view),
                "flow", Templates.overview$flow(view),
                "requests", Templates.overview$requests(view),
                "tasks", Templates.overview$tasks(view),
                "datasets", Templates.overview$datasets(view)));
    }

    private Map<String, String> task() {
        TaskPage view = pages.task(place);
        return rendered(Map.of(
                "obstacles", Templates.task$obstacles(view),
                "summary", Templates.task$summary(view),
                "requests", Templates.task$requests(view),
                "adaptations", Templates.task$adaptations(view),
                "profiles", Templates.task$profiles(view),
                "generations", Templates.task$generations(view)));
    }

    private static Map<String, String> rendered(Map<String, TemplateInstance> templates) {
        Map<String, String> parts = new LinkedHashMap<>();
        templates.forEach((name, template) -> parts.put(name, template.render()));
        return parts;
    }
}
