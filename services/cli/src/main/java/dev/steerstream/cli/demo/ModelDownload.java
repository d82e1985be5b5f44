package dev.steerstream.cli.demo;

import dev.steerstream.model.source.DownloadProgress;
import dev.steerstream.model.source.ModelCache;
import dev.steerstream.model.source.ModelReference;
import java.io.PrintWriter;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The base model, fetched once: a bar on a terminal, a line otherwise, nothing where it is cached. */
public final class ModelDownload implements DownloadProgress, AutoCloseable {
    private static final int MEBIBYTE = 1024 * 1024;

    private final String reference;
    private final boolean terminal;
    private final PrintWriter writer;
    private boolean begun;
    private ProgressBar bar;

    /**
     * @param terminal whether a bar can be drawn
     * @param writer takes the line that there is otherwise
     */
    public ModelDownload(String reference, boolean terminal, PrintWriter writer) {
        this.reference = reference;
        this.terminal = terminal;
        this.writer = writer;
    }

    /** Fetches the model where it is not cached; returns where it lies. */
    public static Path fetch(String reference, Path cache, boolean terminal, PrintWriter writer) {
        Path model;
        try (var download = new ModelDownload(reference, terminal, writer)) {
            model = new ModelCache(cache).resolve(ModelReference.parse(reference), download);
        }
        writer.println("Model " + reference + ": " + model);
        writer.flush();
        return model;
    }

    @Override
    public void at(long doneBytes, long totalBytes) {
        if (!begun) {
            begun = true;
            if (terminal) {
                bar = new ProgressBarBuilder()
                        .setTaskName("Fetching " + reference)
                        .setInitialMax(totalBytes)
                        .setUnit(" MiB", MEBIBYTE)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(200)
                        .build();
            } else {
                writer.println("Fetching " + reference);
                writer.flush();
            }
        }
        if (bar != null) bar.maxHint(totalBytes).stepTo(doneBytes);
    }

    @Override
    public void close() {
        if (bar != null) bar.close();
    }
}
