package dev.steerstream.extractor.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.extractor.JudgeableRow;
import dev.steerstream.extractor.MadeFor;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.EvaluationConfiguration;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Progress;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.datasets.DatasetLog;
import dev.steerstream.work.datasets.SealedSubmission;
import dev.steerstream.work.datasets.SealedSubmissions;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.evaluations.Evaluation;
import dev.steerstream.work.evaluations.EvaluationCommands;
import dev.steerstream.work.evaluations.EvaluationSettings;
import dev.steerstream.work.evaluations.EvaluationStore;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.LeasedJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Reads what an evaluation works on: the profile with its adapter, and the rows that judge it. */
public final class EvaluationSource {
    private static final int MOST_ROWS = 100_000;

    private final Database database;
    private final EvaluationStore evaluations;
    private final AdapterStore adapters;
    private final SealedSubmissions submissions;
    private final DatasetLog log;

    public EvaluationSource(
            Database database,
            EvaluationStore evaluations,
            AdapterStore adapters,
            SealedSubmissions submissions,
            DatasetLog log) {
        this.database = database;
        this.evaluations = evaluations;
        this.adapters = adapters;
        this.submissions = submissions;
        this.log = log;
    }

    private record Stored(SteeringProfile profile, JsonNode report) {}

    /** @throws SteerStreamException naming what is missing */
    Judged judged(LeasedJob job) throws IOException {
        Evaluation evaluation = database.read(handle -> evaluations.find(handle, job.tenant(), job.evaluation()))
                .orElseThrow(() -> EvaluationStore.notFound(job.tenant(), job.evaluation()));
        Stored stored = profile(evaluation);
        AdapterStore.Stored adapter =
                adapters.get(job.tenant(), stored.profile().adapterDigest());
        SealedSubmission dataset = database.read(
                handle -> submissions.require(handle, job.tenant(), evaluation.dataset(), evaluation.submission()));
        return new Judged(
                evaluation,
                stored.profile(),
                stored.report(),
                adapter,
                Json.read(MadeFor.class, adapter.manifest()),
                dataset);
    }

    private Stored profile(Evaluation evaluation) {
        return database.read(handle -> handle.createQuery(
                                "select profile::text profile, report::text report"
                                        + " from steering_profile where tenant = :tenant and task = :task and version = :version")
                        .bind("tenant", evaluation.tenant())
                        .bind("task", evaluation.task())
                        .bind("version", evaluation.profileVersion())
                        .map((row, context) -> new Stored(
                                Json.read(SteeringProfile.class, row.getString("profile")),
                                Json.read(JsonNode.class, row.getString("report"))))
                        .findOne())
                .orElseThrow(() -> EvaluationCommands.noProfile(
                        evaluation.tenant(), evaluation.task(), evaluation.profileVersion()));
    }

    /** The rows that judge, in the submission's order; the same ones at every try. */
    List<EvaluationRow> rows(LeasedJob job, JobContext context, Judged judged) {
        EvaluationConfiguration settings = judged.evaluation().settings();
        Set<Split> splits = EvaluationSettings.splits(settings);
        long total = judged.dataset().rows();
        show(job, context, 0, total);
        Reservoir kept = new Reservoir(settings.sample() == null ? MOST_ROWS : settings.sample(), settings.seed());
        log.read(judged.dataset(), row -> {
            if (splits.contains(row.split())) kept.add(row);
        });
        show(job, context, total, total);
        String where = "dataset " + judged.dataset().dataset() + ", submission "
                + judged.dataset().submission() + ", split " + settings.split();
        if (kept.seen == 0) {
            throw SteerStreamException.user(
                    "NO_ROWS", where + ", has no rows to judge on", "Name another split or dataset.");
        }
        if (settings.sample() == null && kept.seen > MOST_ROWS) {
            throw SteerStreamException.user(
                    "TOO_MANY_ROWS",
                    where + ", has " + kept.seen + " rows: at most " + MOST_ROWS + " are judged at once",
                    "Ask for a sample of them.");
        }
        return kept.rows().stream().map(JudgeableRow::of).toList();
    }

    /**
     * The rows that the profile's strength was fitted on.
     *
     * @throws SteerStreamException user {@code NO_CALIBRATION_ROWS}
     */
    List<EvaluationRow> calibrationRows(Judged judged) {
        List<EvaluationRow> rows = calibrationRows(judged, MOST_ROWS);
        if (!rows.isEmpty()) return rows;
        throw SteerStreamException.user(
                "NO_CALIBRATION_ROWS",
                "settings.rules asks for " + judged.evaluation().settings().rules() + ", but profile version "
                        + judged.profile().version() + " of task "
                        + judged.profile().task()
                        + " has no calibration rows here to fit them on",
                "Leave rules out, or adapt the task here with a dataset that has calibration rows.");
    }

    /** So many of them at most, drawn by the evaluation's seed; none where the profile was made elsewhere or the log has let them go. */
    List<EvaluationRow> someCalibrationRows(Judged judged, int most) {
        try {
            return calibrationRows(judged, most);
        } catch (SteerStreamException missing) {
            if (missing.failure().kind() == Failure.Kind.USER) return List.of();
            throw missing;
        }
    }

    private List<EvaluationRow> calibrationRows(Judged judged, int most) {
        Reservoir kept = new Reservoir(most, judged.evaluation().settings().seed());
        calibrated(judged.evaluation())
                .ifPresent(own -> log.read(own, row -> {
                    if (row.split() == Split.CALIBRATION) kept.add(row);
                }));
        return kept.rows().stream().map(JudgeableRow::of).toList();
    }

    /** What of these rows calibration saw: none, where they are held out of the same submission. */
    SeenRows seen(Judged judged, List<EvaluationRow> rows) {
        Optional<SealedSubmission> calibrated = calibrated(judged.evaluation());
        if (calibrated.isEmpty()) return new SeenRows("", OptionalInt.empty());
        SealedSubmission own = calibrated.get();
        boolean heldOut = own.equals(judged.dataset())
                && judged.evaluation().settings().split().equals("held_out");
        return new SeenRows(own.sha256(), heldOut ? OptionalInt.of(0) : sharedGroups(own, rows));
    }

    private OptionalInt sharedGroups(SealedSubmission own, List<EvaluationRow> rows) {
        Set<String> judging = rows.stream().map(EvaluationRow::group).collect(Collectors.toSet());
        Set<String> shared = new HashSet<>();
        try {
            log.read(own, row -> {
                if (row.split() != Split.CALIBRATION) return;
                String group = JudgeableRow.of(row).group();
                if (judging.contains(group)) shared.add(group);
            });
            return OptionalInt.of(shared.size());
        } catch (SteerStreamException missing) {
            // The log keeps rows for a time only; a profile outlives it.
            if (missing.failure().kind() == Failure.Kind.USER) return OptionalInt.empty();
            throw missing;
        }
    }

    /** The submission that the profile was made with; empty where it was made elsewhere or is gone. */
    private Optional<SealedSubmission> calibrated(Evaluation evaluation) {
        record Name(String dataset, String submission) {}
        return database.read(handle -> handle.createQuery("select dataset, submission from adaptation"
                        + " where tenant = :tenant and adaptation = :adaptation and dataset is not null")
                .bind("tenant", evaluation.tenant())
                .bind("adaptation", evaluation.adaptation())
                .map((row, context) -> new Name(row.getString("dataset"), row.getString("submission")))
                .findOne()
                .flatMap(name -> submissions.find(handle, evaluation.tenant(), name.dataset(), name.submission())));
    }

    /** Keeps so many rows, each with the same chance (reservoir sampling, Vitter's algorithm R), so that memory holds no more. */
    private static final class Reservoir {
        private final int size;
        private final SplittableRandom random;
        private final List<DatasetRow> kept = new ArrayList<>();
        private long seen;

        Reservoir(int size, long seed) {
            this.size = size;
            this.random = new SplittableRandom(seed);
        }

        void add(DatasetRow row) {
            seen++;
            if (kept.size() < size) {
                kept.add(row);
                return;
            }
            long place = random.nextLong(seen);
            if (place < size) kept.set((int) place, row);
        }

        List<DatasetRow> rows() {
            kept.sort(Comparator.comparingLong(DatasetRow::row));
            return kept;
        }
    }

    private static void show(LeasedJob job, JobContext context, long done, long total) {
        context.progress(
                new Progress("reading", done, total, null, null, null, null, null, job.attempt(), job.fence(), null));
    }
}
