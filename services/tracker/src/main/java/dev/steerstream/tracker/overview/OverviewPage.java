package dev.steerstream.tracker.overview;

import dev.steerstream.tracker.broker.BrokerPicture;
import dev.steerstream.tracker.broker.BrokerWatch;
import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationQueries;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.history.FlowQueries;
import dev.steerstream.tracker.history.FlowQueries.FlowNumbers;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Brings together what the overview shows. */
@Singleton
class OverviewPage implements LivePage {
    static final String NAME = "overview";
    private static final int JOBS = 8;

    private final FlowQueries flow;
    private final OverviewQueries queries;
    private final AdaptationQueries adaptations;
    private final BrokerWatch broker;
    private final GatewayWatch gateway;
    private final LiveViews live;
    private final Feeds feeds;

    OverviewPage(
            FlowQueries flow,
            OverviewQueries queries,
            AdaptationQueries adaptations,
            BrokerWatch broker,
            GatewayWatch gateway,
            LiveViews live,
            Feeds feeds) {
        this.flow = flow;
        this.queries = queries;
        this.adaptations = adaptations;
        this.broker = broker;
        this.gateway = gateway;
        this.live = live;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    OverviewView view(PageAddress address) {
        String tenant = address.tenant();
        Loading loading = new Loading();
        Section<List<FeedEntry>> feed = loading.live(() -> feeds.newest(tenant, null));
        Section<FlowNumbers> numbers = loading.stored(() -> flow.numbers(tenant));
        Section<List<ServedModel>> decoders = loading.stored(queries::decoders);
        Section<List<AdaptationRow>> jobs = loading.stored(() -> jobs(tenant));
        Section<List<Trouble>> trouble = loading.stored(() -> queries.trouble(tenant));
        BrokerPicture picture = loading.live(broker::picture).value();
        Services services = Services.of(picture, decoders.value(), gateway.answers(), gateway.address());
        return new OverviewView(
                address.stream(Feeds.lastLine(feed)),
                loading.obstacles(live.obstacles()),
                numbers,
                numbers.value() == null
                        ? null
                        : FlowPicture.of(numbers.value(), address.installation() ? picture : null, services),
                address.installation() ? services : services.withoutSigns(),
                loading.live(() -> live.requests(tenant)),
                jobs,
                trouble,
                feed);
    }

    private List<AdaptationRow> jobs(String tenant) {
        return adaptations.adaptations(tenant, null, AdaptationQueries.OPEN, Cursor.BEGIN, JOBS).items().stream()
                .map(row -> live.progress(tenant, row))
                .toList();
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        OverviewView view = view(address);
        return Map.of(
                "obstacles", OverviewTemplates.overview$obstacles(view),
                "flow", OverviewTemplates.overview$flow(view),
                "requests", OverviewTemplates.overview$requests(view),
                "services", OverviewTemplates.overview$services(view),
                "jobs", OverviewTemplates.overview$jobs(view),
                "trouble", OverviewTemplates.overview$trouble(view));
    }
}
