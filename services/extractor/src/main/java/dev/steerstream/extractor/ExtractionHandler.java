package dev.steerstream.extractor;

import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.evaluation.HeldOutResult;
import dev.steerstream.core.evaluation.TemplateTokens;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.UnusableTokens;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.Split;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.JobHandler;
import dev.steerstream.work.jobs.LeasedJob;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From a trained adapter to a profile in force, read top to bottom: what is asked, the rows, the strength fitted on the calibration rows, the guard's
 * range, one judgement on the held-out rows, and one transaction. Nothing is kept between attempts: an extraction that is interrupted runs again from
 * its start, which takes as long as the first time (two forwards of each row), and ends with the same numbers.
 */
final class ExtractionHandler implements JobHandler {
    private final ExtractionStore store;
    private final TaskModel taskModel;
    private final ProfileWriter writer;
    private final long observationBytes;

    /** @param observationBytes memory for what calibration keeps of each token, masked and unmasked each */
    ExtractionHandler(ExtractionStore store, TaskModel taskModel, ProfileWriter writer, long observationBytes) {
        this.store = store;
        this.taskModel = taskModel;
        this.writer = writer;
        this.observationBytes = observationBytes;
    }

    @Override
    public void run(LeasedJob job, JobContext context) throws Exception {
        try {
            extract(job, context);
        } catch (RuntimeException thrown) {
            throw ModelFailures.of(thrown)
                    .<RuntimeException>map(failure -> new SteerStreamException(failure, thrown))
                    .orElse(thrown);
        }
    }

    private void extract(LeasedJob job, JobContext context) throws InterruptedException, IOException {
        Extraction extraction = store.extraction(job);
        LanguageModel model = taskModel.loaded(job, context, extraction.made());

        long begin = System.nanoTime();
        List<DatasetRow> rows = store.rows(job, context, extraction, Set.of(Split.CALIBRATION, Split.HELD_OUT));
        Examples examples = new Examples(model);
        List<Extraction.Example> calibrating = examples.of(rows, Split.CALIBRATION);
        List<Extraction.Example> judging = examples.of(rows, Split.HELD_OUT);
        double reading = seconds(begin);

        String adapter = extraction.adapter().digest();
        Findings findings;
        try (TaskModel.Attached attached = taskModel.attach(extraction.adapter())) {
            Scoring scoring = new Scoring(model, adapter, job, context);
            Fit fit = new Fit(
                    extraction.adaptation().calibration(),
                    UnusableTokens.of(model.tokenizer()),
                    model,
                    observationBytes);

            begin = System.nanoTime();
            Fit.Fitted found = fit.calibrate(
                    scoring, calibrating, fit.choosesAnswers() ? examples.offered(rows, Split.CALIBRATION) : List.of());
            CalibrationResult fitted = found.calibration();
            Steering inForce = found.inForce();
            Optional<GuardRange> range = fit.guardRange(scoring, calibrating, inForce);
            double calibratingSeconds = seconds(begin);

            begin = System.nanoTime();
            Optional<HeldOutResult> judged = fit.judge(scoring, judging, inForce, fitted, wording(calibrating));
            findings = new Findings(
                    fitted,
                    fit.direction(),
                    fit.estimator(),
                    found.chosen(),
                    judged,
                    range.map(GuardRange::divergence),
                    range.map(GuardRange::repetition),
                    found.vectors(),
                    found.spreads(),
                    new Findings.Timing(reading, calibratingSeconds, seconds(begin), scoring.tokensPerSecond()));
        }
        writer.commit(context, extraction, findings);
    }

    /** What the answers' fixed wording is, by the rows that the strength is fitted on. */
    private static TemplateTokens wording(List<Extraction.Example> examples) {
        TemplateTokens wording = new TemplateTokens();
        examples.forEach(example -> wording.add(example.completion()));
        return wording;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
