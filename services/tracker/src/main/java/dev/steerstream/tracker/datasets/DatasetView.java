package dev.steerstream.tracker.datasets;

import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.submissions.FramedRows;
import dev.steerstream.tracker.submissions.RejectedRow;
import dev.steerstream.tracker.submissions.SubmissionRow;
import dev.steerstream.tracker.view.Section;
import java.util.List;
import java.util.UUID;

/**
 * What a dataset's page shows.
 *
 * @param submissions newest first; empty while none has ended
 * @param chosen the submission that the rest is about, or null
 * @param lengths of its prompts, or null
 * @param tokens the same of its training rows in tokens; null before a warm start has read it
 * @param framed its first rows by the base model's template; null before a warm start has read it
 * @param sample its first rows; missing where it is not sealed or the log keeps them no more
 */
record DatasetView(
        String name,
        String stream,
        String notice,
        List<String> obstacles,
        Section<List<SubmissionRow>> submissions,
        SubmissionRow chosen,
        Plot lengths,
        Plot tokens,
        FramedRows framed,
        Section<Page<RejectedRow>> rejected,
        Section<List<DatasetRow>> sample) {

    /** For the form that starts an adaptation. */
    public List<String> names() {
        return List.of(name);
    }

    /** A new id for the form that starts an adaptation. */
    public String newAdaptation() {
        return UUID.randomUUID().toString();
    }

    public boolean startable() {
        return submissions.value() != null && submissions.value().stream().anyMatch(SubmissionRow::sealed);
    }
}
