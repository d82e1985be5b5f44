package dev.steerstream.tracker.page;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.DatasetQueries;
import dev.steerstream.tracker.history.FlowQueries;
import dev.steerstream.tracker.history.GenerationQueries;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.history.TaskQueries;
import dev.steerstream.tracker.live.RequestFigures;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Section;
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
        Section<List<FeedEntry>> feed = feed(tenant, null);
        return new Overview(
                tenant,
                place.stream(lastLine(feed)),
                place.after() == null,
                live.obstacles(),
                Section.of(() -> flow.numbers(tenant)),
                Section.of(() -> live.requests(tenant)),
                Section.of(() -> base(tenant)),
                Section.of(() -> tasks.tasks(tenant, Cursor.of(place.after()), TASKS)),
                Section.of(() -> datasets.datasets(tenant, Cursor.BEGIN, DATASETS)),
                feed);
    }

    private RequestFigures base(String tenant) {
        RequestFigures figures = live.figures(tenant, "");
        return figures.counts().ended() == 0 ? null : figures;
    }

    TaskPage task(PagePlace place) {
        String tenant = place.tenant();
        String task = place.task();
        Section<List<FeedEntry>> feed = feed(tenant, task);
        return new TaskPage(
                tenant,
                task,
                place.stream(lastLine(feed)),
                live.obstacles(),
                Section.of(() -> tasks.task(tenant, task)),
                Section.of(() -> live.requests(tenant, task)),
                Section.of(() -> profiles.profiles(tenant, task, PROFILES)),
                Section.of(() -> tasks.adaptations(tenant, task, Cursor.of(place.adaptationsAfter()), ADAPTATIONS)),
                Section.of(() -> generations.generations(tenant, task, Cursor.of(place.requestsAfter()), REQUESTS)),
                feed);
    }

    /** Newest first. */
    private Section<List<FeedEntry>> feed(String tenant, String task) {
        return Section.of(() -> {
            List<FeedEntry> lines = new ArrayList<>(live.feed(tenant, 0, task, LINES));
            Collections.reverse(lines);
            return lines;
        });
    }

    private static long lastLine(Section<List<FeedEntry>> feed) {
        return feed.value() == null || feed.value().isEmpty()
                ? 0
                : feed.value().get(0).number();
    }
}
