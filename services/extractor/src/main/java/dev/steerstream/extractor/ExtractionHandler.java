package dev.steerstream.extractor;

import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.evaluation.HeldOutEvaluation;
import dev.steerstream.core.evaluation.HeldOutResult;
import dev.steerstream.core.observation.CalibrationMemoryException;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.UnusableTokens;
import dev.steerstream.schemas.CalibrationConfiguration;
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
    /** Where the optimum stops: mean KL(warm || steered) in nats per kept token. */
    private static final double MOST_DIVERGENCE = 2;

    /** With fewer informative tokens, or rows, the calibration is insufficient. */
    private static final int FEWEST_TOKENS = 50;

    private static final int FEWEST_ROWS = 20;

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
        } catch (CalibrationMemoryException full) {
            // The same rows would fill it again: nothing is tried again.
            throw new SteerStreamException(
                    SteerStreamException.user(
                                    "CALIBRATION_TOO_LARGE",
                                    full.getMessage(),
                                    "Publish fewer calibration rows, ask for a higher calibration.confidence, or have the operator"
                                            + " raise steerstream.extractor.observations-mebibytes.")
                            .failure(),
                    full);
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
            Fit fit = new Fit(extraction.adaptation().calibration(), UnusableTokens.of(model.tokenizer()), model);

            begin = System.nanoTime();
            CalibrationResult fitted = fit.calibrate(scoring, calibrating);
            Steering inForce = fit.inForce(fitted);
            Optional<GuardRange> range = fit.guardRange(scoring, calibrating, inForce);
            double calibratingSeconds = seconds(begin);

            begin = System.nanoTime();
            Optional<HeldOutResult> judged = fit.judge(scoring, judging, inForce, fitted);
            findings = new Findings(
                    fitted,
                    fit.estimator(),
                    judged,
                    range.map(GuardRange::divergence),
                    range.map(GuardRange::repetition),
                    new Findings.Timing(reading, calibratingSeconds, seconds(begin), scoring.tokensPerSecond()));
        }
        writer.commit(context, extraction, findings);
    }

    /** The numbers of one task: core's calibration and evaluation with the task's settings. */
    private final class Fit {
        private final CalibrationConfiguration settings;
        private final TokenBans bans;
        private final GroupBootstrap bootstrap;
        private final int vocabularySize;
        private final Direction direction;

        Fit(CalibrationConfiguration settings, TokenBans bans, LanguageModel model) {
            this.settings = settings;
            this.bans = bans;
            this.bootstrap = new GroupBootstrap(settings.bootstrapDraws(), settings.seed());
            this.vocabularySize = model.description().vocabularySize();
            this.direction = Direction.named(settings.direction());
        }

        String estimator() {
            return settings.estimator();
        }

        private Steering steering(double strength) {
            return new Steering(
                    Mode.STEERED, new Strength(strength), settings.confidence(), Steering.REMOVE, direction);
        }

        CalibrationResult calibrate(Scoring scoring, List<Extraction.Example> examples) throws InterruptedException {
            Calibration calibration = new Calibration(
                    new CalibrationSettings(
                            steering(0),
                            bans,
                            bootstrap,
                            MOST_DIVERGENCE,
                            FEWEST_TOKENS,
                            FEWEST_ROWS,
                            observationBytes),
                    vocabularySize);
            scoring.run("calibrating", examples, new Scoring.Visitor() {
                @Override
                public void example(Extraction.Example example) {
                    calibration.row(example.group());
                }

                @Override
                public void token(int gold, float[] warm, float[] base) {
                    calibration.position(gold, warm, base);
                }
            });
            return calibration.result();
        }

        Steering inForce(CalibrationResult fitted) {
            return steering(Findings.strength(fitted, settings.estimator()));
        }

        /** Empty where nothing is steered: then there is nothing to guard. */
        Optional<GuardRange> guardRange(Scoring scoring, List<Extraction.Example> examples, Steering inForce)
                throws InterruptedException {
            if (inForce.strength().value() == 0) return Optional.empty();
            GuardRange range = new GuardRange(inForce, bans, vocabularySize);
            scoring.run("calibrating", GuardRange.sample(examples), range);
            return Optional.of(range);
        }

        /** Once, on rows that nothing was fitted on; empty where there are none. */
        Optional<HeldOutResult> judge(
                Scoring scoring, List<Extraction.Example> examples, Steering inForce, CalibrationResult fitted)
                throws InterruptedException {
            if (examples.isEmpty()) return Optional.empty();
            HeldOutEvaluation evaluation = new HeldOutEvaluation(
                    inForce, new Strength(fitted.unmasked().strength()), bans, bootstrap, vocabularySize);
            scoring.run("judging", examples, new Scoring.Visitor() {
                @Override
                public void example(Extraction.Example example) {
                    evaluation.row(example.group());
                }

                @Override
                public void token(int gold, float[] warm, float[] base) {
                    evaluation.position(gold, warm, base);
                }
            });
            return Optional.of(evaluation.result());
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
