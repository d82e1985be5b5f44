package dev.steerstream.tracker.datasets;

import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.tracker.TrackerConfiguration;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.SteerStreamException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The first rows of a sealed submission, from the log where they lie. */
@Singleton
class SampleRows {
    static final int ROWS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Database database;
    private final DatasetLog log;
    private final SealedSubmissions submissions = new SealedSubmissions();

    SampleRows(Database database, TrackerConfiguration configuration) {
        this.database = database;
        Map<String, Object> client = new HashMap<>(configuration.kafka().properties());
        client.put("bootstrap.servers", configuration.kafka().bootstrap());
        client.put("default.api.timeout.ms", 5_000);
        this.log = new DatasetLog(client, configuration.topicPrefix().orElse(""), PATIENCE);
    }

    /** Ends the reading: the rest of the submission is not wanted. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }

    /** @throws SteerStreamException user where the log keeps the rows no more */
    List<DatasetRow> of(String tenant, String dataset, String submission) {
        SealedSubmission sealed = database.read(handle -> submissions.require(handle, tenant, dataset, submission));
        List<DatasetRow> rows = new ArrayList<>();
        try {
            log.read(sealed, row -> {
                rows.add(row);
                if (rows.size() == ROWS) throw new Enough();
            });
        } catch (Enough enough) {
            // The first rows are all that is shown.
        }
        return rows;
    }
}
