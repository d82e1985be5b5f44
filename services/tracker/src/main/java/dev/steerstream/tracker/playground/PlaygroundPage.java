package dev.steerstream.tracker.playground;

import dev.steerstream.tracker.history.TaskQueries;
import dev.steerstream.tracker.history.TaskQueries.Asking;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** One prompt, and what base, warm and steered make of it. */
@Singleton
class PlaygroundPage implements LivePage {
    static final String NAME = "playground";
    private static final int TASKS = 1_000;

    private final Runs runs;
    private final TaskQueries tasks;
    private final LiveViews live;
    private final Feeds feeds;

    PlaygroundPage(Runs runs, TaskQueries tasks, LiveViews live, Feeds feeds) {
        this.live = live;
        this.runs = runs;
        this.tasks = tasks;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean quick() {
        return true;
    }

    PlaygroundView view(PageAddress address) {
        Section<List<Asking>> choices = new Loading().stored(() -> tasks.asking(address.tenant(), TASKS));
        return view(address, choices, feeds.now(address.tenant()));
    }

    private PlaygroundView view(PageAddress address, Section<List<Asking>> choices, long lastLine) {
        Run run = address.get("run") == null ? null : run(address.tenant(), address.get("run"));
        return new PlaygroundView(
                run == null ? null : address.stream(lastLine),
                live.obstacles(),
                choices,
                run == null ? address.get("task") : run.asked().task(),
                run == null ? null : run.asked(),
                run == null
                        ? List.of()
                        : run.answers().stream().map(Answer::shown).toList());
    }

    private Run run(String tenant, String id) {
        return runs.find(tenant, id)
                .orElseThrow(() -> SteerStreamException.user(
                        "UNKNOWN_RUN",
                        "this run of the playground is not known any more",
                        "A tracker remembers its newest 100; what was asked is on the page of requests. Ask again."));
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        PlaygroundView view = view(address, new Section<>(List.of(), null), 0);
        return Map.of(
                "obstacles", PlaygroundTemplates.playground$obstacles(view),
                "answers", PlaygroundTemplates.playground$answers(view),
                "tokens", PlaygroundTemplates.playground$tokens(view));
    }
}
