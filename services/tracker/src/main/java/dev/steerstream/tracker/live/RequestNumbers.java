package dev.steerstream.tracker.live;

import dev.steerstream.tracker.topology.RequestWindow;
import dev.steerstream.tracker.topology.RequestWindow.Counts;
import dev.steerstream.tracker.topology.WindowKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests by tenant and task: figures of the last minutes, and counts a minute of the last hour. What was added up is reused for a moment. Safe
 * from any thread.
 */
public final class RequestNumbers {
    /** The period of the figures. */
    public static final Duration RECENT = Duration.ofMinutes(5);
    /** The period of the counts a minute. */
    public static final Duration HISTORY = Duration.ofHours(1);

    private static final Duration FIGURES_AGE = Duration.ofMillis(500);
    private static final Duration MINUTES_AGE = Duration.ofSeconds(5);

    private final LiveStores stores;
    private final Duration window;
    private final Clock clock;
    private Reading<RequestWindow> recent;
    private Reading<Map<Instant, Counts>> history;

    public RequestNumbers(LiveStores stores, Duration window, Clock clock) {
        this.stores = stores;
        this.window = window;
        this.clock = clock;
    }

    /**
     * What was read at a time: by tenant, then by task; the empty task is the base model.
     *
     * @param seconds length of the period that was read
     */
    private record Reading<T>(Instant at, double seconds, Map<String, Map<String, T>> values) {
        boolean olderThan(Duration age, Instant now) {
            return at.plus(age).isBefore(now);
        }

        Map<String, T> of(String tenant) {
            return values.getOrDefault(tenant, Map.of());
        }

        static <T> Map<String, T> tasks(Map<String, Map<String, T>> values, WindowKey key) {
            return values.computeIfAbsent(key.tenant(), unknown -> new HashMap<>());
        }
    }

    /** Of each task that had requests; the empty task is the base model. */
    public Map<String, RequestFigures> byTask(String tenant) {
        Reading<RequestWindow> read = recent();
        Map<String, RequestFigures> figures = new TreeMap<>();
        read.of(tenant).forEach((task, sum) -> figures.put(task, RequestFigures.of(sum, read.seconds())));
        return figures;
    }

    /** Of all tasks together. */
    public RequestFigures total(String tenant) {
        Reading<RequestWindow> read = recent();
        RequestWindow sum = RequestWindow.empty();
        for (RequestWindow task : read.of(tenant).values()) sum = sum.plus(task);
        return RequestFigures.of(sum, read.seconds());
    }

    /** Of one task, zeros where it had no requests. */
    public RequestFigures of(String tenant, String task) {
        Reading<RequestWindow> read = recent();
        RequestWindow sum = read.of(tenant).get(task);
        return RequestFigures.of(sum == null ? RequestWindow.empty() : sum, read.seconds());
    }

    /** Of all tasks together, every minute of the last hour, oldest first; the last one is not over. */
    public List<RequestMinute> minutes(String tenant) {
        Map<Instant, Counts> sums = new HashMap<>();
        history()
                .of(tenant)
                .values()
                .forEach(task -> task.forEach((minute, counts) -> sums.merge(minute, counts, Counts::plus)));
        return filled(sums);
    }

    /** Of one task. */
    public List<RequestMinute> minutes(String tenant, String task) {
        return filled(history().of(tenant).getOrDefault(task, Map.of()));
    }

    private List<RequestMinute> filled(Map<Instant, Counts> counts) {
        Instant last = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        List<RequestMinute> minutes = new ArrayList<>();
        for (long back = HISTORY.toMinutes() - 1; back >= 0; back--) {
            Instant start = last.minus(Duration.ofMinutes(back));
            minutes.add(new RequestMinute(start, counts.getOrDefault(start, Counts.NONE)));
        }
        return minutes;
    }

    private synchronized Reading<RequestWindow> recent() {
        Instant now = clock.instant();
        if (recent != null && !recent.olderThan(FIGURES_AGE, now)) return recent;
        // From the first whole window of the period on; the seconds are those of what is counted.
        long millis = window.toMillis();
        Instant from = Instant.ofEpochMilli(-Math.floorDiv(-now.minus(RECENT).toEpochMilli(), millis) * millis);
        Map<String, Map<String, RequestWindow>> sums = new HashMap<>();
        stores.windows(from, now.plus(window), (key, kept) -> Reading.tasks(sums, key)
                .merge(key.task(), RequestWindow.read(kept), RequestWindow::plus));
        double seconds = Duration.between(from, now).toMillis() / 1000.0;
        recent = new Reading<>(now, seconds, sums);
        return recent;
    }

    private synchronized Reading<Map<Instant, Counts>> history() {
        Instant now = clock.instant();
        if (history != null && !history.olderThan(MINUTES_AGE, now)) return history;
        Map<String, Map<String, Map<Instant, Counts>>> sums = new HashMap<>();
        stores.windows(
                now.truncatedTo(ChronoUnit.MINUTES).minus(HISTORY.minusMinutes(1)),
                now.plus(window),
                (key, kept) -> Reading.tasks(sums, key)
                        .computeIfAbsent(key.task(), unknown -> new HashMap<>())
                        .merge(
                                key.start().truncatedTo(ChronoUnit.MINUTES),
                                RequestWindow.readCounts(kept),
                                Counts::plus));
        history = new Reading<>(now, HISTORY.toSeconds(), sums);
        return history;
    }
}
