package dev.steerstream.tracker.requests;

import dev.steerstream.tracker.gateway.Commanded;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.Map;

/** One request. */
@Singleton
class RequestPage implements LivePage {
    static final String NAME = "request";

    private final RequestQueries queries;
    private final LiveViews live;
    private final Feeds feeds;

    RequestPage(RequestQueries queries, LiveViews live, Feeds feeds) {
        this.queries = queries;
        this.live = live;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    RequestView view(PageAddress address) {
        String tenant = address.tenant();
        String name = address.get("request");
        Loading loading = new Loading();
        Section<RequestDetail> found =
                loading.stored(() -> queries.request(tenant, name).orElseThrow(() -> unknown(tenant, name)));
        Section<TokenDetails> tokens =
                loading.stored(() -> queries.tokens(tenant, name).orElse(null));
        return new RequestView(
                name,
                address.stream(feeds.now(tenant)),
                Commanded.sentence(address.get("done")),
                loading.obstacles(live.obstacles()),
                found,
                tokens);
    }

    private static SteerStreamException unknown(String tenant, String name) {
        return SteerStreamException.user(
                "UNKNOWN_REQUEST",
                "request \"" + name.substring(0, Math.min(200, name.length())) + "\" is not known in tenant " + tenant,
                "Check the id; a request that retention has removed is gone, and one that was published to Kafka is known once a"
                        + " decoder has taken it.");
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        RequestView view = view(address);
        return Map.of(
                "state", RequestTemplates.request$state(view),
                "receipt", RequestTemplates.request$receipt(view),
                "answer", RequestTemplates.request$answer(view),
                "tokens", RequestTemplates.request$tokens(view));
    }
}
