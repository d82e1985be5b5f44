package dev.steerstream.gateway.metrics;

import dev.steerstream.gateway.GatewayConfiguration;
import dev.steerstream.gateway.metrics.InstallationState.Count;
import dev.steerstream.gateway.metrics.InstallationState.Gains;
import dev.steerstream.gateway.streams.Background;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.jobs.JobKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Shows {@link InstallationState} as gauges. Read in the background, so that a scrape waits for no query; how old it is is a gauge too. */
@Singleton
@Startup
public class InstallationMetrics {
    private static final List<String> JOB_STATES = List.of("queued", "running", "unheld");
    private static final List<String> REQUEST_STATES = List.of("queued", "running");
    private static final List<String> EFFECTS = List.of("helps", "harms", "unclear");

    private final Database database;
    private final MultiGauge jobs;
    private final MultiGauge jobAges;
    private final MultiGauge requests;
    private final MultiGauge requestAges;
    private final MultiGauge deadLetters;
    private final MultiGauge gains;
    private final MultiGauge profiles;
    private volatile InstallationState state;
    private volatile long readAt = System.nanoTime();

    public InstallationMetrics(
            Database database, Background background, GatewayConfiguration configuration, MeterRegistry registry) {
        this.database = database;
        this.jobs = MultiGauge.builder("steerstream.jobs")
                .description("Jobs that have not ended; unheld is a running one whose lease is over")
                .register(registry);
        this.jobAges = MultiGauge.builder("steerstream.jobs.oldest.age")
                .description("Age of the oldest job that has not ended")
                .baseUnit("seconds")
                .register(registry);
        this.requests = MultiGauge.builder("steerstream.requests")
                .description("Requests that have not ended")
                .register(registry);
        this.requestAges = MultiGauge.builder("steerstream.requests.oldest.age")
                .description("Age of the oldest request that has not ended")
                .baseUnit("seconds")
                .register(registry);
        this.deadLetters = MultiGauge.builder("steerstream.dead.letters")
                .description("Records that were set aside and neither redriven nor discarded, by reason")
                .register(registry);
        this.gains = MultiGauge.builder("steerstream.steering.gain")
                .description("What steering gains over the warm model on held-out rows, over all profiles in force")
                .baseUnit("nats")
                .register(registry);
        this.profiles = MultiGauge.builder("steerstream.profiles")
                .description("Profiles in force by what the interval of their gain says")
                .register(registry);
        Gauge.builder("steerstream.outbox.messages", () -> state == null ? 0 : state.outboxMessages())
                .description("Messages that are committed and not published")
                .register(registry);
        Gauge.builder("steerstream.outbox.age", () -> state == null ? 0 : state.outboxAge())
                .description("Age of the oldest message that is committed and not published")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("steerstream.installation.age", () -> (System.nanoTime() - readAt) / 1e9)
                .description("Time since the gauges of the whole installation were read from the database")
                .baseUnit("seconds")
                .register(registry);
        background.execute(this::look);
        background.every(configuration.gateway().metricsInterval(), this::look);
    }

    private void look() {
        InstallationState now = database.read(InstallationState::read);
        jobs.register(jobRows(now, Count::rows), true);
        jobAges.register(jobRows(now, Count::oldest), true);
        requests.register(stateRows(REQUEST_STATES, "state", now.requests(), Count::rows), true);
        requestAges.register(stateRows(REQUEST_STATES, "state", now.requests(), Count::oldest), true);
        deadLetters.register(
                rows(now.deadLetters().stream()
                        .map(found -> Row.of(Tags.of("reason", found.state()), found.rows()))
                        .toList()),
                true);
        gains.register(now.gains().map(InstallationMetrics::gainRows).orElse(List.of()), true);
        profiles.register(stateRows(EFFECTS, "effect", now.profiles(), Count::rows), true);
        state = now;
        readAt = System.nanoTime();
    }

    private static List<Row<?>> jobRows(InstallationState now, ToDoubleFunction<Count> value) {
        List<Row<?>> rows = new ArrayList<>();
        for (JobKind kind : JobKind.values()) {
            for (String state : JOB_STATES) {
                rows.add(Row.of(Tags.of("kind", kind.id(), "state", state), of(now.jobs(), kind.id(), state, value)));
            }
        }
        return rows;
    }

    private static List<Row<?>> stateRows(
            List<String> states, String label, List<Count> counts, ToDoubleFunction<Count> value) {
        List<Row<?>> rows = new ArrayList<>();
        for (String state : states) rows.add(Row.of(Tags.of(label, state), of(counts, "", state, value)));
        return rows;
    }

    private static List<Row<?>> gainRows(Gains gains) {
        return List.of(
                Row.of(Tags.of("statistic", "smallest"), gains.smallest()),
                Row.of(Tags.of("statistic", "median"), gains.median()),
                Row.of(Tags.of("statistic", "largest"), gains.largest()));
    }

    private static List<Row<?>> rows(List<? extends Row<?>> rows) {
        return List.copyOf(rows);
    }

    private static double of(List<Count> counts, String name, String state, ToDoubleFunction<Count> value) {
        return counts.stream()
                .filter(count -> count.name().equals(name) && count.state().equals(state))
                .mapToDouble(value)
                .findFirst()
                .orElse(0);
    }
}
