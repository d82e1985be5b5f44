package dev.steerstream.cli.command.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.cli.gateway.Adaptation;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Follows an adaptation on a terminal: a bar a phase with step, loss, tokens a second and the time that remains, all from
 * the progress events; piped, a line at each tenth of a phase instead.
 */
public final class AdaptationBars implements Adaptation.Watcher, AutoCloseable {
    private final Consumer<String> lines;
    private final boolean terminal;
    private String phase = "";
    private String state = "";
    private long tenthTold;
    private ProgressBar bar;

    /** @param terminal whether to draw bars (on standard error); otherwise {@code lines} gets sentences */
    public AdaptationBars(boolean terminal, Consumer<String> lines) {
        this.terminal = terminal;
        this.lines = lines;
    }

    @Override
    public void seen(JsonNode adaptation) {
        String newState = Adaptation.state(adaptation);
        if (!newState.equals(state)) {
            state = newState;
            if (!terminal || newState.equals("queued")) lines.accept("  " + newState);
        }
        if (Adaptation.ended(adaptation)) {
            // The progress that is stored last may be older than the end.
            if (newState.equals("succeeded")) complete();
            close();
            return;
        }
        JsonNode progress = adaptation.path("progress");
        if (progress.hasNonNull("phase") && progress.path("total").asLong() > 0) show(progress);
    }

    /** The last steps of a phase may never be seen: what comes after it says that they were done. */
    private void complete() {
        if (bar != null) bar.stepTo(bar.getMax());
    }

    private void show(JsonNode progress) {
        String newPhase = progress.path("phase").asText();
        long done = progress.path("done").asLong();
        long total = progress.path("total").asLong();
        if (!newPhase.equals(phase)) {
            complete();
            close();
            phase = newPhase;
            tenthTold = -1;
            if (terminal) {
                bar = new ProgressBarBuilder()
                        .setTaskName(String.format(Locale.ROOT, "  %-11s", phase))
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(200)
                        .hideEta()
                        .build();
            }
        }
        if (terminal) {
            bar.maxHint(total).stepTo(done).setExtraMessage(details(progress));
        } else if (done * 10 / total > tenthTold || done == total && tenthTold < 10) {
            tenthTold = done * 10 / total;
            lines.accept(String.format(Locale.ROOT, "  %s %d/%d%s", phase, done, total, details(progress)));
        }
    }

    private static String details(JsonNode progress) {
        StringBuilder details = new StringBuilder();
        if (progress.hasNonNull("loss")) {
            details.append(String.format(
                    Locale.ROOT, "  loss %.3f", progress.path("loss").asDouble()));
        }
        details.append(measurement(progress.path("evaluation")));
        if (progress.hasNonNull("rate")) {
            details.append(String.format(
                    Locale.ROOT, "  %.0f tokens/s", progress.path("rate").asDouble()));
        }
        if (progress.hasNonNull("remaining_seconds")) {
            long seconds = Math.round(progress.path("remaining_seconds").asDouble());
            details.append("  ")
                    .append(Duration.ofSeconds(seconds).toString().substring(2).toLowerCase(Locale.ROOT) + " left");
        }
        return details.toString();
    }

    /** Losses of base, warm and steered on calibration rows, and the strength: what training and what steering are worth so far. */
    private static String measurement(JsonNode evaluation) {
        if (!evaluation.isObject()) return "";
        return String.format(
                Locale.ROOT,
                "  step %d: base %.3f, warm %.3f, steered %.3f at %+.2f%s",
                evaluation.path("step").asLong(),
                evaluation.path("base_loss").asDouble(),
                evaluation.path("warm_loss").asDouble(),
                evaluation.path("steered_loss").asDouble(),
                evaluation.path("strength").asDouble(),
                evaluation.hasNonNull("stop")
                        ? ", " + evaluation.path("stop").asText().replace('_', ' ')
                        : "");
    }

    @Override
    public void close() {
        if (bar != null) bar.close();
        bar = null;
    }
}
