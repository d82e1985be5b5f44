package dev.steerstream.trainer;

import dev.steerstream.model.training.StepReport;
import dev.steerstream.model.training.WarmStartTraining;
import dev.steerstream.model.training.evaluation.Evaluation;
import dev.steerstream.model.training.evaluation.StopReason;
import dev.steerstream.schemas.Progress;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.LeasedJob;

/** Tells how far a warm start is. Rates are of this attempt alone. For one thread. */
final class WarmStartProgress {
    private final LeasedJob job;
    private final JobContext context;
    private long tokens;
    private double seconds;
    private double measuringSeconds;
    private int steps;
    private Progress.Evaluation evaluation;

    WarmStartProgress(LeasedJob job, JobContext context) {
        this.job = job;
        this.context = context;
    }

    /** @param total bytes to fetch, below 0 while nobody knows */
    void loading(long done, long total) {
        plain("loading", done, total < 0 ? done + 1 : total);
    }

    void reading(long done, long total) {
        plain("reading", done, total);
    }

    /** Before the first step of this attempt: after a resumption some are done already. */
    void training(long done, long total) {
        plain("training", done, total);
    }

    /** Goes out with the steps from here on: what one event loses the next one says. */
    void measured(Evaluation measured, WarmStartTraining training, double took) {
        measuringSeconds += took;
        evaluation = new Progress.Evaluation(
                measured.step(),
                training.measuredRows(),
                measured.trainLoss(),
                measured.warmLoss(),
                measured.baseLoss(),
                measured.steeredLoss(),
                measured.strength(),
                measured.gain(),
                training.history().best().step(),
                training.stop().map(StopReason::label).orElse(null));
    }

    /** @param ended whether the run stops with it, before its last step even */
    void step(StepReport step, boolean ended) {
        int total = ended ? step.step() : step.totalSteps();
        tokens += step.tokens();
        seconds += step.seconds();
        steps++;
        context.progress(new Progress(
                "training",
                step.step(),
                total,
                tokens / seconds,
                (total - step.step()) * (seconds + measuringSeconds) / steps,
                step.loss(),
                step.learningRate(),
                step.gradientNorm(),
                job.attempt(),
                job.fence(),
                evaluation));
    }

    private void plain(String phase, long done, long total) {
        context.progress(
                new Progress(phase, done, total, null, null, null, null, null, job.attempt(), job.fence(), null));
    }
}
