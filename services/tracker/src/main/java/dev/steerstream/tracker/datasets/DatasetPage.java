package dev.steerstream.tracker.datasets;

import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.tracker.gateway.Commanded;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.submissions.FramedRows;
import dev.steerstream.tracker.submissions.LengthPlots;
import dev.steerstream.tracker.submissions.RejectedRow;
import dev.steerstream.tracker.submissions.SampleRows;
import dev.steerstream.tracker.submissions.SubmissionQueries;
import dev.steerstream.tracker.submissions.SubmissionRow;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** One dataset. */
@Singleton
class DatasetPage implements LivePage {
    static final String NAME = "dataset";
    private static final int REJECTED = 50;

    private final SubmissionQueries queries;
    private final SampleRows samples;
    private final Feeds feeds;

    DatasetPage(SubmissionQueries queries, SampleRows samples, Feeds feeds) {
        this.queries = queries;
        this.samples = samples;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    DatasetView view(PageAddress address) {
        String tenant = address.tenant();
        String dataset = address.get("dataset");
        Loading loading = new Loading();
        Section<List<SubmissionRow>> submissions = loading.stored(() -> queries.submissions(tenant, dataset));
        SubmissionRow chosen =
                submissions.value() == null ? null : chosen(submissions.value(), address.get("submission"));
        long after = number(address.get("rejected"));
        Section<Page<RejectedRow>> rejected = chosen == null || chosen.badRows() == 0
                ? new Section<>(new Page<>(List.of(), null), null)
                : loading.stored(() -> queries.rejected(tenant, dataset, chosen.submission(), after, REJECTED));
        Section<FramedRows> framed = chosen == null
                ? new Section<>(null, null)
                : loading.stored(() ->
                        queries.framed(tenant, dataset, chosen.submission()).orElse(null));
        return new DatasetView(
                dataset,
                address.stream(feeds.now(tenant)),
                Commanded.sentence(address.get("done")),
                loading.obstacles(List.of()),
                submissions,
                chosen,
                chosen == null ? null : LengthPlots.bytes(dataset, chosen),
                framed.value() == null ? null : LengthPlots.tokens(dataset, chosen.submission(), framed.value()),
                framed.value(),
                rejected,
                sample(loading, tenant, dataset, chosen));
    }

    private Section<List<DatasetRow>> sample(Loading loading, String tenant, String dataset, SubmissionRow chosen) {
        if (chosen == null || !chosen.sealed()) return new Section<>(List.of(), null);
        return loading.live(() -> samples.of(tenant, dataset, chosen));
    }

    private static SubmissionRow chosen(List<SubmissionRow> submissions, String asked) {
        return submissions.stream()
                .filter(submission -> asked == null || submission.submission().equals(asked))
                .findFirst()
                .orElse(null);
    }

    private static long number(String text) {
        try {
            return text == null ? -1 : Long.parseLong(text);
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        Loading loading = new Loading();
        String dataset = address.get("dataset");
        Section<List<SubmissionRow>> submissions = loading.stored(() -> queries.submissions(address.tenant(), dataset));
        DatasetView view =
                new DatasetView(dataset, "", null, List.of(), submissions, null, null, null, null, null, null);
        return Map.of("submissions", DatasetTemplates.dataset$submissions(view));
    }
}
