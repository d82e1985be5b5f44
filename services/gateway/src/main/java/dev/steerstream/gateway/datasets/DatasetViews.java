package dev.steerstream.gateway.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** What the dataset endpoints answer with. */
public final class DatasetViews {
    private DatasetViews() {}

    /** The answer to an upload: {@code rows} were stored by the broker, ingest judges them now. */
    public record Accepted(String dataset, String submission, long rows, String location) {}

    /**
     * One upload of a dataset.
     *
     * @param state receiving, sealed, rejected or incomplete
     * @param rows rows accepted (sealed) or seen
     * @param expectedRows as the end record said
     * @param splits rows by split, sealed only
     * @param exactDuplicates rows whose prompt and completion equal an earlier row's
     * @param splitOverlaps prompts in more than one split
     * @param badRows how many; their list is at {@code …/rejects}
     * @param promptBytes histogram of prompt lengths: upper bound in bytes to count
     */
    public record Submission(
            String dataset,
            String submission,
            String state,
            Long rows,
            Long expectedRows,
            String sha256,
            JsonNode splits,
            Long exactDuplicates,
            Long splitOverlaps,
            Long badRows,
            JsonNode promptBytes,
            Instant endedAt) {}

    /**
     * One dataset in a list.
     *
     * @param current the newest sealed submission, absent where none is
     * @param newest the newest submission whatever became of it
     */
    public record Dataset(String dataset, long submissions, Submission current, Submission newest) {}

    /**
     * One dataset.
     *
     * @param current id of the newest sealed submission: what an adaptation takes unless it names another
     * @param submissions newest first, at most 500
     */
    public record DatasetDetail(String dataset, String current, List<Submission> submissions) {}

    /** One thing wrong with one row: {@code number} counts what ingest found, {@code line} is the row's number from 0. */
    public record RejectedRow(long number, Long line, String field, String value, String rule) {}
}
