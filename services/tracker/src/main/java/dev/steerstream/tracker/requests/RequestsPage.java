package dev.steerstream.tracker.requests;

import dev.steerstream.tracker.history.FlowQueries;
import dev.steerstream.tracker.history.GenerationQueries;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.Map;

/** The list of requests, with what is queued and how long answers take. */
@Singleton
class RequestsPage implements LivePage {
    static final String NAME = "requests";
    private static final int REQUESTS = 40;

    private final FlowQueries flow;
    private final GenerationQueries generations;
    private final LiveViews live;
    private final Feeds feeds;

    RequestsPage(FlowQueries flow, GenerationQueries generations, LiveViews live, Feeds feeds) {
        this.flow = flow;
        this.generations = generations;
        this.live = live;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    RequestsView view(PageAddress address) {
        String tenant = address.tenant();
        String task = address.get("task");
        String state = address.get("state");
        Loading loading = new Loading();
        Cursor after = Cursor.of(address.get("after"));
        var numbers = loading.stored(() -> flow.numbers(tenant));
        var requests = loading.stored(() -> generations.generations(tenant, task, state, after, REQUESTS));
        return new RequestsView(
                address.stream(feeds.now(tenant)),
                task,
                state == null ? "" : state,
                address.get("after") == null,
                loading.obstacles(live.obstacles()),
                numbers,
                loading.live(() -> task == null ? live.requests(tenant) : live.requests(tenant, task)),
                requests);
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        RequestsView view = view(address);
        return Map.of(
                "obstacles", RequestTemplates.requests$obstacles(view),
                "figures", RequestTemplates.requests$figures(view),
                "requests", RequestTemplates.requests$requests(view));
    }
}
