package dev.steerstream.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Tells the demo's story: numbered chapters, lines with the seconds since the start, bars on a terminal. */
public final class Narrator {
    private final PrintWriter writer;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private int chapter;

    public Narrator(PrintWriter writer, boolean terminal) {
        this.writer = writer;
        this.terminal = terminal;
    }

    boolean terminal() {
        return terminal;
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    void chapter(String title) {
        line("");
        line(String.format(Locale.ROOT, "%d. %s  [%.0f s]", ++chapter, title, seconds()));
    }

    public synchronized void line(String text) {
        writer.println(text);
        writer.flush();
    }

    /** A bar, or where there is no terminal a line at each tenth. */
    Bar bar(String name, long total, String unit, long unitSize) {
        return new Bar(name, total, unit, unitSize);
    }

    /** Progress of one thing; close it when it ends. */
    final class Bar implements AutoCloseable {
        private final String name;
        private final long total;
        private final ProgressBar bar;
        private final long begun = System.nanoTime();
        private long done;
        private long tenthTold;

        private Bar(String name, long total, String unit, long unitSize) {
            this.name = name;
            this.total = total;
            this.bar = terminal
                    ? new ProgressBarBuilder()
                            .setTaskName("   " + name)
                            .setInitialMax(total)
                            .setUnit(unit, unitSize)
                            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                            .setUpdateIntervalMillis(200)
                            .build()
                    : null;
        }

        void at(long now) {
            done = now;
            if (bar != null) bar.stepTo(now);
            else if (now < total && now * 10 / total > tenthTold) tell(now);
        }

        private void tell(long now) {
            tenthTold = now * 10 / total;
            double remaining = (System.nanoTime() - begun) / 1e9 * (total - now) / now;
            line(String.format(Locale.ROOT, "   %s: %d of %d  %.0f s left", name, now, total, remaining));
        }

        void of(long nowTotal) {
            if (bar != null) bar.maxHint(nowTotal);
        }

        @Override
        public void close() {
            if (bar != null) bar.close();
            else line(String.format(Locale.ROOT, "   %s: %d of %d", name, done, Math.max(total, done)));
        }
    }
}
