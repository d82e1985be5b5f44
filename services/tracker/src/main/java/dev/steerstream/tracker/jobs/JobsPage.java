package dev.steerstream.tracker.jobs;

import dev.steerstream.tracker.history.AdaptationQueries;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.Map;

/** The list of jobs: every adaptation, newest first. */
@Singleton
class JobsPage implements LivePage {
    static final String NAME = "jobs";
    private static final int JOBS = 30;

    private final AdaptationQueries adaptations;
    private final LiveViews live;
    private final Feeds feeds;

    JobsPage(AdaptationQueries adaptations, LiveViews live, Feeds feeds) {
        this.adaptations = adaptations;
        this.live = live;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    JobsView view(PageAddress address) {
        String tenant = address.tenant();
        String state = address.get("state");
        Loading loading = new Loading();
        Cursor after = Cursor.of(address.get("after"));
        Section<Page<AdaptationRow>> jobs = loading.stored(() -> {
            Page<AdaptationRow> page = adaptations.adaptations(tenant, null, state, after, JOBS);
            return new Page<>(
                    page.items().stream().map(row -> live.progress(tenant, row)).toList(), page.next());
        });
        return new JobsView(
                address.stream(feeds.now(tenant)),
                state == null ? "" : state,
                address.get("after") == null,
                loading.obstacles(live.obstacles()),
                jobs);
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        JobsView view = view(address);
        return Map.of("obstacles", JobTemplates.jobs$obstacles(view), "jobs", JobTemplates.jobs$jobs(view));
    }
}
