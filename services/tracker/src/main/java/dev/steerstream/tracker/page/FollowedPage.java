package dev.steerstream.tracker.page;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.stream.Followed;
import java.util.LinkedHashMap;
import java.util.Map;

/** An open page: its live parts are those that the page is made of. */
record FollowedPage(LivePage page, PageAddress address) implements Followed {

    @Override
    public String tenant() {
        return address.tenant();
    }

    @Override
    public boolean shows(FeedEntry line) {
        String task = address.get("task");
        return task == null || task.equals(line.task());
    }

    @Override
    public String line(FeedEntry line) {
        return FeedTemplates.line(line).render();
    }

    @Override
    public boolean quick() {
        return page.quick();
    }

    @Override
    public Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        page.parts(address).forEach((name, template) -> parts.put(name, template.render()));
        return parts;
    }
}
