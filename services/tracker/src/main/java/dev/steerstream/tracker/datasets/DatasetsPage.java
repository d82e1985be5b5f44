package dev.steerstream.tracker.datasets;

import dev.steerstream.tracker.gateway.Commanded;
import dev.steerstream.tracker.history.DatasetQueries;
import dev.steerstream.tracker.history.Page.Cursor;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.Loading;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** The list of datasets. */
@Singleton
class DatasetsPage implements LivePage {
    static final String NAME = "datasets";
    private static final int DATASETS = 30;

    private final DatasetQueries queries;
    private final Feeds feeds;

    DatasetsPage(DatasetQueries queries, Feeds feeds) {
        this.queries = queries;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    DatasetsView view(PageAddress address) {
        Loading loading = new Loading();
        Cursor after = Cursor.of(address.get("after"));
        var list = loading.stored(() -> queries.datasets(address.tenant(), after, DATASETS));
        return new DatasetsView(
                address.stream(feeds.now(address.tenant())),
                Commanded.sentence(address.get("done")),
                address.get("after") == null,
                loading.obstacles(List.of()),
                list);
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        return Map.of("datasets", DatasetTemplates.datasets$datasets(view(address)));
    }
}
