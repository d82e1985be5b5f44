package dev.steerstream.cli.command.engine;

import dev.steerstream.evaluation.EvaluationWatch;
import dev.steerstream.model.training.StepReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Work of this process on standard error: a bar a phase on a terminal, else a line at each tenth, with rate and remaining time either way.
 * Not thread-safe: one thread.
 */
final class WorkBar implements EvaluationWatch, AutoCloseable {
    private final PrintWriter err;
    private final boolean terminal;
    private String phase = "";
    private long tenthTold;
    private ProgressBar bar;
    private int trainedSteps;
    private double trainingSeconds;

    WorkBar(PrintWriter err) {
        this.err = err;
        this.terminal = System.console() != null;
    }

    @Override
    public void progress(Progress progress) {
        show(
                progress.phase(),
                progress.done(),
                progress.total(),
                rate(progress.tokensPerSecond()) + time(progress.remainingSeconds()) + " left");
    }

    /** Nothing where no tokens are read, as while a judge is asked. */
    private static String rate(double tokensPerSecond) {
        return tokensPerSecond > 0 ? String.format(Locale.ROOT, "%.0f tokens/s  ", tokensPerSecond) : "";
    }

    /** A training step is done. */
    void step(StepReport report) {
        trainedSteps++;
        trainingSeconds += report.seconds();
        show(
                "training",
                report.step(),
                report.totalSteps(),
                String.format(
                        Locale.ROOT,
                        "loss %.3f  %.0f tokens/s  %s left",
                        report.loss(),
                        report.tokens() / report.seconds(),
                        time(trainingSeconds / trainedSteps * (report.totalSteps() - report.step()))));
    }

    /** @param details rate and remaining time, and what else there is to say */
    void show(String name, long done, long total, String details) {
        if (!name.equals(phase)) {
            close();
            phase = name;
            tenthTold = -1;
            if (terminal) bar = bar(total);
        }
        if (terminal) {
            bar.maxHint(total).stepTo(done).setExtraMessage("  " + details);
        } else if (done > 0 && (done * 10 / total > tenthTold || done == total && tenthTold < 10)) {
            tenthTold = done * 10 / total;
            err.println(String.format(Locale.ROOT, "  %s %d/%d  %s", name, done, total, details));
            err.flush();
        }
    }

    static String time(double seconds) {
        return Duration.ofSeconds(Math.round(seconds)).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private ProgressBar bar(long total) {
        return new ProgressBarBuilder()
                .setTaskName(String.format(Locale.ROOT, "  %-12s", phase))
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .hideEta()
                .build();
    }

    @Override
    public void close() {
        if (bar != null) bar.close();
        bar = null;
    }
}
