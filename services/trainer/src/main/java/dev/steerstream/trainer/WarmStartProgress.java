package dev.steerstream.trainer;

import dev.steerstream.model.training.StepReport;
import dev.steerstream.schemas.Progress;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.LeasedJob;

/** Tells how far a warm start is. Rates are of this attempt alone. For one thread. */
final class WarmStartProgress {
    private final LeasedJob job;
    private final JobContext context;
    private long tokens;
    private double seconds;
    private int steps;

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

    void step(StepReport step) {
        tokens += step.tokens();
        seconds += step.seconds();
        steps++;
        context.progress(new Progress(
                "training",
                step.step(),
                step.totalSteps(),
                tokens / seconds,
                (step.totalSteps() - step.step()) * seconds / steps,
                step.loss(),
                step.learningRate(),
                step.gradientNorm(),
                job.attempt(),
                job.fence(),
                null));
    }

    private void plain(String phase, long done, long total) {
        context.progress(new Progress(phase, done, total, null, null, null, null, null, job.attempt(), job.fence(), null));
    }
}
