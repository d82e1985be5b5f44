package dev.steerstream.tracker.tasks;

import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.live.RequestFigures;
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
import java.util.Map;

/** The list of tasks. */
@Singleton
class TasksPage implements LivePage {
    static final String NAME = "tasks";
    private static final int TASKS = 25;

    private final TaskViews tasks;
    private final LiveViews live;
    private final Feeds feeds;

    TasksPage(TaskViews tasks, LiveViews live, Feeds feeds) {
        this.tasks = tasks;
        this.live = live;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    TasksView view(PageAddress address) {
        String tenant = address.tenant();
        Loading loading = new Loading();
        Cursor after = Cursor.of(address.get("after"));
        Section<Page<TaskView>> list = loading.stored(() -> tasks.tasks(tenant, after, TASKS));
        return new TasksView(
                address.stream(feeds.now(tenant)),
                address.get("after") == null,
                loading.obstacles(live.obstacles()),
                list,
                loading.live(() -> base(tenant)));
    }

    private RequestFigures base(String tenant) {
        RequestFigures figures = live.figures(tenant, "");
        return figures.counts().ended() == 0 ? null : figures;
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        TasksView view = view(address);
        return Map.of("obstacles", TaskTemplates.tasks$obstacles(view), "tasks", TaskTemplates.tasks$tasks(view));
    }
}
