package dev.steerstream.tracker.submissions;

import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.tracker.broker.BrokerWatch;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The first rows of a sealed submission, from the log where they lie. */
@Singleton
public class SampleRows {
    private static final int ROWS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final BrokerWatch broker;
    private final DatasetLog log;
    private final SealedSubmissions submissions = new SealedSubmissions();

    public SampleRows(Database database, BrokerWatch broker) {
        this.database = database;
        this.broker = broker;
        this.log = new DatasetLog(broker.reader(), broker.prefix(), PATIENCE);
    }

    /** None where the log keeps them no more. A broker that is known to be away is not waited for. */
    public List<DatasetRow> of(String tenant, String dataset, SubmissionRow submission) {
        broker.picture();
        SealedSubmission sealed =
                database.read(handle -> submissions.require(handle, tenant, dataset, submission.submission()));
        return log.first(sealed, ROWS, submission.endedAt());
    }
}
