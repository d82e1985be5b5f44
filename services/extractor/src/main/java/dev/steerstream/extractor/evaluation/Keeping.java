package dev.steerstream.extractor.evaluation;

import dev.steerstream.evaluation.EvaluatedRow;
import dev.steerstream.evaluation.EvaluationWatch;
import dev.steerstream.work.jobs.JobContext;
import dev.steerstream.work.jobs.JobContext.Saved;
import dev.steerstream.work.jobs.LeasedJob;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the rows of an evaluation that are done, shows how far it is, and stops it between portions when it is asked to. For the job's thread. */
final class Keeping implements EvaluationWatch {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

    private final LeasedJob job;
    private final JobContext context;
    private final KeptRows.Made made;
    private final long everyNanos;
    private final List<EvaluatedRow> rows;
    private long kept = System.nanoTime();

    /** Takes up what an earlier try has kept. */
    Keeping(LeasedJob job, JobContext context, KeptRows.Made made, Duration every) throws IOException {
        this.job = job;
        this.context = context;
        this.made = made;
        this.everyNanos = every.toNanos();
        Optional<Saved> saved = context.checkpoint();
        this.rows = new ArrayList<>(
                saved.isEmpty() ? List.of() : KeptRows.read(saved.get().file(), made));
        if (!rows.isEmpty()) LOG.info("evaluation {} goes on behind {} rows", job.evaluation(), rows.size());
    }

    /** Of earlier tries; a copy. */
    List<EvaluatedRow> done() {
        return List.copyOf(rows);
    }

    @Override
    public void progress(Progress progress) {
        show(progress.phase().equals("calibrating") ? "calibrating" : "judging", progress);
    }

    /** Of a pass whose rows are not kept: it is made again where the evaluation is interrupted. */
    EvaluationWatch scanning() {
        return new EvaluationWatch() {
            @Override
            public void progress(Progress progress) {
                show("scanning", progress);
            }

            @Override
            public boolean cancelled() {
                return Keeping.this.cancelled();
            }
        };
    }

    private void show(String phase, Progress progress) {
        boolean measured = progress.tokensPerSecond() > 0;
        context.progress(new dev.steerstream.schemas.Progress(
                phase,
                progress.done(),
                progress.total(),
                measured ? progress.tokensPerSecond() : null,
                measured ? progress.remainingSeconds() : null,
                null,
                null,
                null,
                job.attempt(),
                job.fence(),
                null));
    }

    @Override
    public void evaluated(List<EvaluatedRow> portion) {
        rows.addAll(portion);
        if (System.nanoTime() - kept < everyNanos) return;
        try {
            context.saveCheckpoint(rows.size(), KeptRows.write(made, rows));
        } catch (InterruptedException stopping) {
            // Asked for again between portions, which is now.
            Thread.currentThread().interrupt();
        }
        kept = System.nanoTime();
    }

    @Override
    public boolean cancelled() {
        try {
            context.stopIfAsked();
            return Thread.currentThread().isInterrupted();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
