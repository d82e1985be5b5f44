package dev.steerstream.tracker.tasks;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.gateway.Commanded;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.GenerationQueries;
import dev.steerstream.tracker.history.GenerationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.history.TaskQueries;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskView;
import dev.steerstream.tracker.view.TaskViews;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** One task. */
@Singleton
class TaskPage implements LivePage {
    static final String NAME = "task";
    private static final int ADAPTATIONS = 10;
    private static final int VERSIONS = 50;
    private static final int REQUESTS = 20;

    private final TaskQueries profiles;
    private final TaskViews tasks;
    private final GenerationQueries generations;
    private final RampQueries ramps;
    private final LiveViews live;
    private final Feeds feeds;

    TaskPage(
            TaskQueries profiles,
            TaskViews tasks,
            GenerationQueries generations,
            RampQueries ramps,
            LiveViews live,
            Feeds feeds) {
        this.profiles = profiles;
        this.tasks = tasks;
        this.generations = generations;
        this.ramps = ramps;
        this.live = live;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    TaskDetailView view(PageAddress address) {
        String tenant = address.tenant();
        String task = address.get("task");
        Loading loading = new Loading();
        Section<List<FeedEntry>> feed = loading.live(() -> feeds.newest(tenant, task));
        Section<TaskView> found = loading.stored(() -> tasks.task(tenant, task));
        Section<List<ProfileRow>> versions = loading.stored(() -> profiles.profiles(tenant, task, VERSIONS));
        Section<RampRow> ramp = loading.stored(() -> ramps.newest(tenant, task).orElse(null));
        Section<Page<AdaptationRow>> adaptations = loading.stored(
                () -> tasks.adaptations(tenant, task, Cursor.of(address.get("adaptations")), ADAPTATIONS));
        Section<Page<GenerationRow>> requests = loading.stored(
                () -> generations.generations(tenant, task, Cursor.of(address.get("requests")), REQUESTS));
        return new TaskDetailView(
                task,
                address.stream(Feeds.lastLine(feed)),
                address.get("done"),
                Commanded.sentence(address.get("done")),
                loading.obstacles(live.obstacles()),
                found,
                loading.live(() -> live.requests(tenant, task)),
                versions,
                versions.value() == null ? null : VersionPlots.strengths(task, versions.value()),
                versions.value() == null ? null : VersionPlots.losses(task, versions.value()),
                ramp,
                adaptations,
                requests,
                feed);
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        TaskDetailView view = view(address);
        return Map.of(
                "obstacles", TaskTemplates.task$obstacles(view),
                "outcome", TaskTemplates.task$outcome(view),
                "summary", TaskTemplates.task$summary(view),
                "requests", TaskTemplates.task$requests(view),
                "adaptations", TaskTemplates.task$adaptations(view),
                "profiles", TaskTemplates.task$profiles(view),
                "versions", TaskTemplates.task$versions(view),
                "ramp", TaskTemplates.task$ramp(view),
                "generations", TaskTemplates.task$generations(view));
    }
}
