package dev.steerstream.ingest;

import dev.steerstream.schemas.DatasetEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What ingest counts, when the end of a submission is stored. Safe from any thread. */
final class IngestMetrics {
    private final MeterRegistry registry;
    private final Counter duplicates;
    private final Counter badRows;

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.duplicates = Counter.builder("steerstream.ingest.duplicates")
                .description("Rows of sealed submissions whose prompt and completion equal an earlier row's")
                .register(registry);
        this.badRows = Counter.builder("steerstream.ingest.bad.rows")
                .description("Rows of rejected submissions that break a rule")
                .register(registry);
        for (DatasetEvent.State state : DatasetEvent.State.values()) {
            submissions(state);
            rows(state);
        }
    }

    void ended(DatasetEvent event) {
        submissions(event.state()).increment();
        rows(event.state()).increment(event.rows());
        if (event.state() == DatasetEvent.State.SEALED) duplicates.increment(event.exactDuplicates());
        if (event.state() == DatasetEvent.State.REJECTED) badRows.increment(event.badRowCount());
    }

    private Counter submissions(DatasetEvent.State state) {
        return Counter.builder("steerstream.ingest.submissions")
                .description("Submissions by how they ended")
                .tag("state", label(state))
                .register(registry);
    }

    private Counter rows(DatasetEvent.State state) {
        return Counter.builder("steerstream.ingest.rows")
                .description("Rows of submissions by how these ended")
                .tag("state", label(state))
                .register(registry);
    }

    private static String label(DatasetEvent.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
