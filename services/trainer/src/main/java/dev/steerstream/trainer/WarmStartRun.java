package dev.steerstream.trainer;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.training.CheckpointException;
import dev.steerstream.model.training.StepReport;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.TrainingDivergedException;
import dev.steerstream.model.training.WarmStartTraining;
import dev.steerstream.model.training.evaluation.Evaluation;
import dev.steerstream.model.training.evaluation.Measurements;
import dev.steerstream.schemas.WarmStartConfiguration;
import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.LeasedJob;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of one warm start: where it begins, its measurements, its checkpoints, and what is left of it where it diverges. For one thread. */
final class WarmStartRun {
    private static final Logger LOG = LoggerFactory.getLogger(WarmStartRun.class);

    private final LeasedJob job;
    private final JobContext context;
    private final WarmStartConfiguration settings;
    private final WarmStartProgress progress;
    private final TrainerMetrics metrics;

    WarmStartRun(
            LeasedJob job,
            JobContext context,
            WarmStartConfiguration settings,
            WarmStartProgress progress,
            TrainerMetrics metrics) {
        this.job = job;
        this.context = context;
        this.settings = settings;
        this.progress = progress;
        this.metrics = metrics;
    }

    /** What a run begins with. */
    record Beginning(
            Weights weights,
            int threads,
            TrainingConfiguration configuration,
            List<TokenRow> rows,
            Measurements measurements) {}

    /** From the newest checkpoint; without one from that of the run to resume, if one is named, or from the start. */
    WarmStartTraining begin(Beginning beginning) throws IOException {
        Optional<JobContext.Saved> saved = context.checkpoint();
        if (saved.isEmpty()) return beginAnew(beginning);
        byte[] checkpoint = Files.readAllBytes(saved.get().file());
        try {
            WarmStartTraining resumed = WarmStartTraining.resume(
                    beginning.weights(),
                    beginning.threads(),
                    beginning.configuration(),
                    beginning.rows(),
                    beginning.measurements(),
                    checkpoint);
            LOG.info("resumed at step {} of {}", resumed.stepsDone(), resumed.totalSteps());
            return resumed;
        } catch (CheckpointException otherRun) {
            // Another base or thread count: its bits would be neither run's. The result of a new run is well defined.
            LOG.warn("the checkpoint of step {} is not used: {}", saved.get().step(), otherRun.getMessage());
            return beginAnew(beginning);
        }
    }

    private WarmStartTraining beginAnew(Beginning beginning) throws IOException {
        if (settings.resumeFrom() == null) {
            return WarmStartTraining.start(
                    beginning.weights(),
                    beginning.threads(),
                    beginning.configuration(),
                    beginning.rows(),
                    beginning.measurements());
        }
        JobContext.Saved kept = context.keptCheckpoint(settings.resumeFrom())
                .orElseThrow(() -> SteerStreamException.user(
                        "CHECKPOINT_NOT_FOUND",
                        "warm_start.resume_from is \"" + settings.resumeFrom()
                                + "\", but this task keeps no checkpoint of it: only the newest adaptation that diverged keeps one",
                        "Name that one, or leave warm_start.resume_from out to begin anew."));
        try {
            WarmStartTraining resumed = WarmStartTraining.remedy(
                    beginning.weights(),
                    beginning.threads(),
                    beginning.configuration(),
                    beginning.rows(),
                    beginning.measurements(),
                    Files.readAllBytes(kept.file()));
            LOG.info("goes on from step {} of adaptation {}", resumed.stepsDone(), settings.resumeFrom());
            return resumed;
        } catch (CheckpointException otherRun) {
            throw new SteerStreamException(
                    SteerStreamException.user(
                                    "CHECKPOINT_OF_ANOTHER_RUN",
                                    "warm_start.resume_from is \"" + settings.resumeFrom() + "\": "
                                            + otherRun.getMessage(),
                                    "Only learning_rate, schedule, warmup_steps, weight_decay and gradient_clip may differ from that run.")
                            .failure(),
                    otherRun);
        }
    }

    /** Runs to the end; the loss of the last step, in nats per completion token. */
    double train(WarmStartTraining training) throws InterruptedException, IOException {
        double loss = Double.NaN;
        progress.training(training.stepsDone(), training.totalSteps());
        while (!training.finished()) {
            context.stopIfAsked();
            StepReport step = stepped(training);
            loss = step.loss();
            progress.step(step, training.finished());
            metrics.stepped(step);
            if (step.step() % settings.checkpointEverySteps() == 0 && !training.finished() && training.healthy()) {
                context.saveCheckpoint(step.step(), training.checkpoint());
            }
        }
        training.stop().ifPresent(reason -> LOG.info("stopped at step {}: {}", training.stepsDone(), reason.label()));
        return loss;
    }

    private StepReport stepped(WarmStartTraining training) throws IOException {
        try {
            StepReport step = training.step();
            if (training.evaluationDue()) {
                long started = System.nanoTime();
                Evaluation evaluation = training.evaluate();
                double seconds = (System.nanoTime() - started) / 1e9;
                progress.measured(evaluation, training, seconds);
                metrics.measured(seconds);
            }
            return step;
        } catch (TrainingDivergedException diverged) {
            throw diverged(diverged);
        }
    }

    /** The last good checkpoint stays, and the failure says how to go on from it. */
    private SteerStreamException diverged(TrainingDivergedException diverged) throws IOException {
        Optional<JobContext.Saved> kept = context.checkpoint();
        String lower = String.format(Locale.ROOT, "%.2g", settings.learningRate() / 2);
        if (kept.isEmpty()) {
            return new SteerStreamException(
                    SteerStreamException.user(
                                    "TRAINING_DIVERGED",
                                    diverged.getMessage(),
                                    "Set warm_start.learning_rate lower (" + lower
                                            + ") or warm_start.gradient_clip to 1, or look for odd rows in the dataset.")
                            .failure(),
                    diverged);
        }
        context.keepCheckpoint();
        return new SteerStreamException(
                SteerStreamException.user(
                                "TRAINING_DIVERGED",
                                diverged.getMessage() + " The checkpoint of step "
                                        + kept.get().step() + " is kept.",
                                "Start the task again with warm_start.resume_from \"" + job.adaptation()
                                        + "\" and a lower warm_start.learning_rate (" + lower
                                        + ") or warm_start.gradient_clip 1: it goes on from that step. Or look for odd rows in the dataset.")
                        .failure(),
                diverged);
    }
}
