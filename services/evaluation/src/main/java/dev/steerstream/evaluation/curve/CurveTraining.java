package dev.steerstream.evaluation.curve;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.training.StepReport;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.WarmStartTraining;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.function.Consumer;

/** One warm start whose adapter is kept at every mark; it goes on from its last mark. */
final class CurveTraining {
    private final CurveFolder folder;
    private final NavigableSet<Integer> marks;
    private final Consumer<StepReport> watch;

    /** @param marks steps at which an adapter is kept */
    CurveTraining(CurveFolder folder, NavigableSet<Integer> marks, Consumer<StepReport> watch) {
        this.folder = folder;
        this.marks = marks;
        this.watch = watch;
    }

    /** Trains until the last mark's adapter is there. */
    void run(Weights weights, int threads, TrainingConfiguration configuration, List<TokenRow> rows)
            throws IOException {
        if (marks.stream().allMatch(folder::hasAdapter)) return;
        try (WarmStartTraining training = begin(weights, threads, configuration, rows)) {
            keep(training);
            while (!training.finished()) {
                watch.accept(training.step());
                keep(training);
            }
        }
    }

    private WarmStartTraining begin(
            Weights weights, int threads, TrainingConfiguration configuration, List<TokenRow> rows) throws IOException {
        byte[] checkpoint = folder.checkpoint().orElse(null);
        return checkpoint == null
                ? WarmStartTraining.start(weights, threads, configuration, rows)
                : WarmStartTraining.resume(weights, threads, configuration, rows, checkpoint);
    }

    private void keep(WarmStartTraining training) throws IOException {
        int step = training.stepsDone();
        if (!marks.contains(step) || folder.hasAdapter(step)) return;
        PeftFiles.write(training.adapter(), folder.adapter(step));
        folder.completeAdapter(step);
        folder.keepCheckpoint(training.checkpoint());
    }
}
