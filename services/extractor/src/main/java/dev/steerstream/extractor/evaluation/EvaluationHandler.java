package dev.steerstream.extractor.evaluation;

import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.evaluation.EvaluatedRow;
import dev.steerstream.evaluation.Evaluation;
import dev.steerstream.evaluation.EvaluationCancelledException;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.dose.DoseResponse;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rule.FittedRule;
import dev.steerstream.evaluation.rule.NamedDirection;
import dev.steerstream.extractor.TaskModel;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.files.VectorFile;
import dev.steerstream.work.artefacts.ArtefactKind;
import dev.steerstream.work.artefacts.ArtefactStore;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.evaluations.EvaluationChange;
import dev.steerstream.work.evaluations.EvaluationStore;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.JobHandler;
import dev.steerstream.work.jobs.LeasedJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * From a profile and rows to what it is worth on them, read top to bottom: what is asked, the rows, the scores of each row, the measures, the
 * dose-response of some rows, and one transaction with the documents. The rows that are done are kept on the way, so that another worker goes on
 * behind them, with the same numbers.
 */
public final class EvaluationHandler implements JobHandler {
    /** Of the calibration, for strengths that only measures without a mask ask for. */
    private static final int UNMASKED_ROWS = 100;

    private final EvaluationSource source;
    private final TaskModel taskModel;
    private final EvaluationStore evaluations;
    private final ArtefactStore artefacts;
    private final Duration keepEvery;
    private final long observationBytes;

    /**
     * @param keepEvery how often the rows that are done are stored at most
     * @param observationBytes memory of what is kept of the calibration rows where rules are fitted beside the profile
     */
    public EvaluationHandler(
            EvaluationSource source,
            TaskModel taskModel,
            EvaluationStore evaluations,
            ArtefactStore artefacts,
            Duration keepEvery,
            long observationBytes) {
        this.source = source;
        this.taskModel = taskModel;
        this.evaluations = evaluations;
        this.artefacts = artefacts;
        this.keepEvery = keepEvery;
        this.observationBytes = observationBytes;
    }

    @Override
    public void run(LeasedJob job, JobContext context) throws Exception {
        try {
            evaluate(job, context);
        } catch (EvaluationCancelledException stopped) {
            context.stopIfAsked();
            throw new InterruptedException(stopped.getMessage());
        } catch (RuntimeException thrown) {
            throw ModelFailures.of(thrown)
                    .<RuntimeException>map(failure -> new SteerStreamException(failure, thrown))
                    .orElse(thrown);
        }
    }

    private StaticVector vector(String tenant, Judged judged, String name) {
        try {
            return VectorFile.read(
                    artefacts.get(tenant, judged.profile().vectorDigest()),
                    name,
                    judged.profile().vocabularySize());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void evaluate(LeasedJob job, JobContext context) throws InterruptedException, IOException {
        Judged judged = source.judged(job);
        List<String> asked = judged.evaluation().settings().measures();
        MeasureNames.requireKnown(asked);
        LanguageModel model = taskModel.loaded(job, context, judged.made());
        List<EvaluationRow> rows = source.rows(job, context, judged);
        FittedRule stored = judged.rule(name -> vector(job.tenant(), judged, name));
        List<NamedDirection> others = judged.others(stored);
        List<EvaluationRow> calibrating = others.isEmpty() ? List.of() : source.calibrationRows(judged);

        Keeping keeping = new Keeping(job, context, made(model.description()), keepEvery);
        EvaluationResult result;
        Optional<DoseResponse> dose;
        try (TaskModel.Attached attached = taskModel.attach(judged.adapter())) {
            FittedRule profile = completed(stored, judged, model, keeping);
            Evaluation evaluation = evaluation(judged, model, others);
            List<FittedRule> rules = new ArrayList<>(List.of(profile));
            if (!others.isEmpty()) rules.addAll(evaluation.calibrate(calibrating, keeping));
            List<EvaluatedRow> evaluated = evaluation.evaluate(rows, rules, keeping.done(), keeping);
            result = MeasureNames.only(asked, evaluation.judge(rows, rules, evaluated));
            dose = new DoseScan(model, judged).of(profile, rows, keeping.scanning());
        }

        EvaluationDocuments documents =
                new EvaluationDocuments(judged, model.description(), result, source.seen(judged, rows), dose);
        byte[] measures = documents.measures();
        byte[] report = documents.report();
        Optional<byte[]> scan = documents.doseResponse();
        context.commit(handle -> write(handle, job, measures, report, scan));
    }

    private Evaluation evaluation(Judged judged, LanguageModel model, List<NamedDirection> rules) {
        return Evaluation.of(model, judged.adapter().digest(), judged.settings(rules, observationBytes));
    }

    /** With the strengths that its own directions have without a mask, where there are calibration rows to fit them on. */
    private FittedRule completed(FittedRule stored, Judged judged, LanguageModel model, Keeping keeping) {
        Optional<NamedDirection> own = judged.unfittedWithoutMask();
        if (own.isEmpty()) return stored;
        List<EvaluationRow> some = source.someCalibrationRows(judged, UNMASKED_ROWS);
        if (some.isEmpty()) return stored;
        FittedRule fitted = evaluation(judged, model, List.of(own.get()))
                .calibrate(some, keeping)
                .get(0);
        return stored.withUnmasked(fitted);
    }

    private static KeptRows.Made made(ModelDescription model) {
        return new KeptRows.Made(model.baseDigest(), model.weightFormat(), model.device(), model.threads());
    }

    private void write(Handle handle, LeasedJob job, byte[] measures, byte[] report, Optional<byte[]> scan) {
        var evaluation = evaluations.require(handle, job.tenant(), job.evaluation());
        String measuresDigest = artefacts.put(handle, job.tenant(), ArtefactKind.MEASURES, measures);
        String reportDigest = artefacts.put(handle, job.tenant(), ArtefactKind.REPORT, report);
        String doseDigest = scan.map(dose -> artefacts.put(handle, job.tenant(), ArtefactKind.MEASURES, dose))
                .orElse(null);
        evaluations.apply(handle, evaluation, EvaluationChange.evaluated(measuresDigest, reportDigest, doseDigest));
    }
}
