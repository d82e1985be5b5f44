package dev.steerstream.tracker.view;

import dev.steerstream.schemas.Progress;
import dev.steerstream.tracker.TrackerService;
import dev.steerstream.tracker.broker.BrokerWatch;
import dev.steerstream.tracker.feed.FeedEntry;
import dev.steerstream.tracker.history.AdaptationRow;
import dev.steerstream.tracker.live.RequestFigures;
import dev.steerstream.tracker.live.RequestNumbers;
import dev.steerstream.tracker.topology.LiveAdaptation;
import dev.steerstream.tracker.topology.ProgressCurve;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the topology knows. All but {@link #progress} throw transient {@code LIVE_STATE_UNAVAILABLE} while it reads its state back. */
@Singleton
public class LiveViews {
    private final TrackerService service;
    private final BrokerWatch broker;

    public LiveViews(TrackerService service, BrokerWatch broker) {
        this.service = service;
        this.broker = broker;
    }

    /** What keeps the topology's numbers from being those of now; none when all is well. */
    public List<String> obstacles() {
        List<String> obstacles = new ArrayList<>(service.topologyObstacles());
        if (broker.away()) obstacles.add("the broker does not answer");
        return obstacles;
    }

    public RequestSummary requests(String tenant) {
        RequestNumbers numbers = service.running().requests();
        return new RequestSummary(numbers.total(tenant), numbers.minutes(tenant));
    }

    /** @param task the empty text is the base model */
    public RequestSummary requests(String tenant, String task) {
        RequestNumbers numbers = service.running().requests();
        return new RequestSummary(numbers.of(tenant, task), numbers.minutes(tenant, task));
    }

    /** Figures of a task without requests are zeros. */
    public RequestFigures figures(String tenant, String task) {
        return service.running().requests().of(tenant, task);
    }

    public Map<String, RequestFigures> figures(String tenant) {
        return service.running().requests().byTask(tenant);
    }

    /**
     * The tenant's newest lines, oldest first.
     *
     * @param after only lines with a higher number
     * @param task only lines about this task, or null for all
     */
    public List<FeedEntry> feed(String tenant, long after, String task, int limit) {
        List<FeedEntry> lines = service.running().stores().feed(ring -> ring.after(tenant, after, Integer.MAX_VALUE));
        List<FeedEntry> wanted = task == null
                ? lines
                : lines.stream()
                        .filter(line -> Objects.equals(line.task(), task))
                        .toList();
        return wanted.subList(Math.max(0, wanted.size() - limit), wanted.size());
    }

    /** The tenant's newest line's number, 0 where it has none. */
    public long newestLine(String tenant) {
        return service.running().stores().feed(ring -> ring.newest(tenant));
    }

    /** An adaptation with its newest progress: events tell it at once, the database with a worker's heartbeat. */
    public AdaptationRow progress(String tenant, AdaptationRow stored) {
        if (stored == null || stored.ended()) return stored;
        return new Loading()
                .live(() -> service.running().stores().adaptation(tenant, stored.adaptation()))
                .optional()
                .flatMap(found -> found)
                .map(live -> newest(live, stored))
                .orElse(stored);
    }

    /** How a warm start went, by its events; empty where none of them is remembered. */
    public ProgressCurve curve(String tenant, String adaptation) {
        return service.running().stores().curve(tenant, adaptation);
    }

    private static AdaptationRow newest(LiveAdaptation live, AdaptationRow stored) {
        Progress told = live.progress();
        Progress kept = stored.progress();
        if (told == null) return stored;
        boolean behind = kept != null
                && kept.phase().equals(told.phase())
                && kept.fence() == told.fence()
                && kept.done() > told.done();
        return behind ? stored : stored.with(told);
    }
}
