package dev.steerstream.tracker.page;

import dev.steerstream.tracker.feed.FeedEntry;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** One line of the feed; the same template is part of the pages that have a feed. */
@CheckedTemplate(basePath = "")
final class FeedTemplates {
    private FeedTemplates() {}

    static native TemplateInstance line(FeedEntry line);
}
