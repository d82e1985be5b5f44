package dev.steerstream.tracker.page;

import dev.steerstream.tracker.feed.FeedEntry;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates, checked at build time. A name after the dollar sign is a fragment: a part of a page that is live. */
@CheckedTemplate
final class Templates {

    private Templates() {}

    static native TemplateInstance overview(Overview view);

    static native TemplateInstance overview$obstacles(Overview view);

    static native TemplateInstance overview$flow(Overview view);

    static native TemplateInstance overview$requests(Overview view);

    static native TemplateInstance overview$tasks(Overview view);

    static native TemplateInstance overview$datasets(Overview view);

    static native TemplateInstance task(TaskPage view);

    static native TemplateInstance task$obstacles(TaskPage view);

    static native TemplateInstance task$summary(TaskPage view);

    static native TemplateInstance task$requests(TaskPage view);

    static native TemplateInstance task$adaptations(TaskPage view);

    static native TemplateInstance task$profiles(TaskPage view);

    static native TemplateInstance task$generations(TaskPage view);

    static native TemplateInstance line(FeedEntry line);
}
