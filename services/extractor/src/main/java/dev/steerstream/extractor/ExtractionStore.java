package dev.steerstream.extractor;

import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Split;
import dev.steerstream.work.adaptations.Adaptation;
import dev.steerstream.work.adaptations.AdaptationStore;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.LeasedJob;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Reads what an extraction works on: the adaptation, its adapter and its dataset's rows. */
final class ExtractionStore {
    private final Database database;
    private final AdaptationStore adaptations;
    private final AdapterStore adapters;
    private final SealedSubmissions submissions;
    private final DatasetLog log;

    ExtractionStore(
            Database database,
            AdaptationStore adaptations,
            AdapterStore adapters,
            SealedSubmissions submissions,
            DatasetLog log) {
        this.database = database;
        this.adaptations = adaptations;
        this.adapters = adapters;
        this.submissions = submissions;
        this.log = log;
    }

    /** @throws SteerStreamException naming what is missing */
    Extraction extraction(LeasedJob job) throws IOException {
        Adaptation adaptation = database.read(handle -> adaptations.find(handle, job.tenant(), job.adaptation()))
                .orElseThrow(() -> SteerStreamException.user(
                        "ADAPTATION_NOT_FOUND",
                        "tenant " + job.tenant() + " has no adaptation " + job.adaptation(),
                        "It was deleted while its job waited: start it again."));
        if (adaptation.adapterDigest() == null) {
            throw SteerStreamException.defect(
                    "NO_ADAPTER",
                    "adaptation " + job.adaptation() + " has an extraction job but no adapter",
                    "This is a defect of SteerStream: please report it.");
        }
        AdapterStore.Stored adapter = adapters.get(job.tenant(), adaptation.adapterDigest());
        MadeFor made = Json.read(MadeFor.class, adapter.manifest());
        SealedSubmission dataset = database.read(
                handle -> submissions.require(handle, job.tenant(), adaptation.dataset(), adaptation.submission()));
        return new Extraction(adaptation, adapter, made, dataset);
    }

    /** The rows of these splits, of a submission whose count and hash were verified. */
    List<DatasetRow> rows(LeasedJob job, JobContext context, Extraction extraction, Set<Split> splits) {
        long total = extraction.dataset().rows();
        context.progress(
                new Progress("reading", 0, total, null, null, null, null, null, job.attempt(), job.fence(), null));
        List<DatasetRow> rows = log.rows(extraction.dataset(), splits);
        context.progress(
                new Progress("reading", total, total, null, null, null, null, null, job.attempt(), job.fence(), null));
        return rows;
    }
}
