package dev.steerstream.tracker.page;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.DatasetQueries;
import dev.steerstream.tracker.history.DatasetQueries.DatasetRow;
import dev.steerstream.tracker.history.FlowQueries;
import dev.steerstream.tracker.history.FlowQueries.FlowNumbers;
import dev.steerstream.tracker.history.GenerationQueries;
import dev.steerstream.tracker.history.GenerationRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.history.TaskQueries;
import dev.steerstream.tracker.live.RequestFigures;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.tracker.view.TaskView;
import dev.steerstream.tracker.view.TaskViews;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Brings together what a page shows. */
@Singleton
class Pages {
    private static final int TASKS = 25;
    private static final int DATASETS = 10;
    private static final int ADAPTATIONS = 10;
    private static final int PROFILES = 20;
    private static final int REQUESTS = 20;
    private static final int LINES = 40;

    private final FlowQueries flow;
    private final TaskQueries profiles;
    private final TaskViews tasks;
    private final DatasetQueries datasets;
    private final GenerationQueries generations;
    private final LiveViews live;

    Pages(
            FlowQueries flow,
            TaskQueries profiles,
            TaskViews tasks,
            DatasetQueries datasets,
            GenerationQueries generations,
            LiveViews live) {
        this.flow = flow;
        this.profiles = profiles;
        this.tasks = tasks;
        this.datasets = datasets;
        this.generations = generations;
        this.live = live;
    }

    Overview overview(PagePlace place) {
        String tenant = place.tenant();
        Loading loading = new Loading();
        Section<List<FeedEntry>> feed = loading.live(() -> feed(tenant, null));
        Section<FlowNumbers> numbers = loading.stored(() -> flow.numbers(tenant));
        Section<Page<TaskView>> list = loading.stored(() -> tasks.tasks(tenant, Cursor.of(place.after()), TASKS));
        Section<Page<DatasetRow>> sets = loading.stored(() -> datasets.datasets(tenant, Cursor.BEGIN, DATASETS));
        return new Overview(
                tenant,
                place.stream(lastLine(feed)),
                place.after() == null,
                loading.obstacles(live.obstacles()),
                numbers,
                loading.live(() -> live.requests(tenant)),
                loading.live(() -> base(tenant)),
                list,
                sets,
                feed);
    }

    private RequestFigures base(String tenant) {
        RequestFigures figures = live.figures(tenant, "");
        return figures.counts().ended() == 0 ? null : figures;
    }

    TaskPage task(PagePlace place) {
        String tenant = place.tenant();
        String task = place.task();
        Loading loading = new Loading();
        Section<List<FeedEntry>> feed = loading.live(() -> feed(tenant, task));
        Section<TaskView> found = loading.stored(() -> tasks.task(tenant, task));
        Section<List<ProfileRow>> versions = loading.stored(() -> profiles.profiles(tenant, task, PROFILES));
        Section<Page<AdaptationRow>> adaptations =
                loading.stored(() -> tasks.adaptations(tenant, task, Cursor.of(place.adaptationsAfter()), ADAPTATIONS));
        Section<Page<GenerationRow>> requests =
                loading.stored(() -> generations.generations(tenant, task, Cursor.of(place.requestsAfter()), REQUESTS));
        return new TaskPage(
                tenant,
                task,
                place.stream(lastLine(feed)),
                loading.obstacles(live.obstacles()),
                found,
                loading.live(() -> live.requests(tenant, task)),
                versions,
                adaptations,
                requests,
                feed);
    }

    /** Newest first. Requests take at most half of the lines, so that they do not push out everything else. */
    private List<FeedEntry> feed(String tenant, String task) {
        List<FeedEntry> all = new ArrayList<>(live.feed(tenant, 0, task, Integer.MAX_VALUE));
        Collections.reverse(all);
        List<FeedEntry> chosen = new ArrayList<>();
        long requests = 0;
        for (FeedEntry line : all) {
            boolean request = line.kind() == FeedEntry.Kind.REQUEST;
            if (request && ++requests > LINES / 2) continue;
            chosen.add(line);
            if (chosen.size() == LINES) break;
        }
        return chosen;
    }

    private static long lastLine(Section<List<FeedEntry>> feed) {
        return feed.value() == null || feed.value().isEmpty()
                ? 0
                : feed.value().get(0).number();
    }
}
