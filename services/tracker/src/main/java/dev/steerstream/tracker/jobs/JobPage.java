package dev.steerstream.tracker.jobs;

import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.gateway.Commanded;
import dev.steerstream.tracker.history.AdaptationQueries;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.page.LivePage;
import dev.steerstream.tracker.page.PageAddress;
import dev.steerstream.tracker.topology.ProgressCurve;
import dev.steerstream.tracker.view.Feeds;
import dev.steerstream.tracker.view.LiveViews;
import dev.steerstream.tracker.view.Loading;
import dev.steerstream.tracker.view.Section;
import dev.steerstream.work.errors.SteerStreamException;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** One job. */
@Singleton
class JobPage implements LivePage {
    static final String NAME = "job";

    private final AdaptationQueries adaptations;
    private final JobQueries queries;
    private final LiveViews live;
    private final Feeds feeds;

    JobPage(AdaptationQueries adaptations, JobQueries queries, LiveViews live, Feeds feeds) {
        this.adaptations = adaptations;
        this.queries = queries;
        this.live = live;
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return NAME;
    }

    JobView view(PageAddress address) {
        String tenant = address.tenant();
        String name = address.get("job");
        Loading loading = new Loading();
        Section<AdaptationRow> found = loading.stored(() ->
                live.progress(tenant, adaptations.adaptation(tenant, name).orElseThrow(() -> unknown(tenant, name))));
        Section<List<JobRow>> jobs = loading.stored(() -> queries.jobs(tenant, name));
        Section<JobSettings> settings =
                loading.stored(() -> queries.settings(tenant, name).orElse(null));
        Section<ProgressCurve> curve = loading.live(() -> live.curve(tenant, name));
        return new JobView(
                name,
                address.stream(feeds.now(tenant)),
                Commanded.sentence(address.get("done")),
                loading.obstacles(live.obstacles()),
                found,
                jobs,
                settings,
                plots(name, curve, settings),
                loading.live(() -> events(tenant, name)));
    }

    /** @throws SteerStreamException user {@code UNKNOWN_JOB} */
    JobPlots plots(String tenant, String name) {
        AdaptationRow found = adaptations.adaptation(tenant, name).orElseThrow(() -> unknown(tenant, name));
        return JobPlots.of(
                found.adaptation(),
                live.curve(tenant, name),
                queries.settings(tenant, name).map(JobSettings::manifest).orElse(null));
    }

    private static Section<JobPlots> plots(String name, Section<ProgressCurve> curve, Section<JobSettings> settings) {
        boolean manifest = settings.value() != null && settings.value().manifest() != null;
        if (curve.value() == null && !manifest) return new Section<>(null, curve.failure());
        ProgressCurve steps = curve.value() == null ? ProgressCurve.EMPTY : curve.value();
        return new Section<>(
                JobPlots.of(name, steps, manifest ? settings.value().manifest() : null), null);
    }

    private List<FeedEntry> events(String tenant, String name) {
        List<FeedEntry> lines = new ArrayList<>(live.feed(tenant, 0, null, Integer.MAX_VALUE).stream()
                .filter(line ->
                        line.kind() == FeedEntry.Kind.ADAPTATION && line.id().equals(name))
                .toList());
        Collections.reverse(lines);
        return lines;
    }

    private static SteerStreamException unknown(String tenant, String name) {
        return SteerStreamException.user(
                "UNKNOWN_JOB",
                "job \"" + name.substring(0, Math.min(200, name.length())) + "\" is not known in tenant " + tenant,
                "The list of jobs has every adaptation, newest first.");
    }

    @Override
    public Map<String, TemplateInstance> parts(PageAddress address) {
        JobView view = view(address);
        return Map.of(
                "obstacles", JobTemplates.job$obstacles(view),
                "summary", JobTemplates.job$summary(view),
                "work", JobTemplates.job$work(view),
                "plots", JobTemplates.job$plots(view),
                "events", JobTemplates.job$events(view));
    }
}
