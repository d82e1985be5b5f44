package dev.steerstream.model.training;

import dev.steerstream.core.calibration.SteeringGain;
import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.training.evaluation.Evaluation;
import dev.steerstream.model.training.evaluation.EvaluationHistory;
import dev.steerstream.model.training.evaluation.EvaluationSettings;
import dev.steerstream.model.training.evaluation.LossWatch;
import dev.steerstream.model.training.evaluation.Measurements;
import dev.steerstream.model.training.evaluation.RunRecord;
import dev.steerstream.model.training.evaluation.StopReason;
import java.util.List;
import java.util.Optional;

/** Looks at a run from outside its steps: its losses, its measurements, its best adapter. Not thread-safe. */
final class RunWatch {
    private final EvaluationSettings settings;
    private final MeasuredRows measured;
    private final int vocabularySize;
    private RunRecord record = RunRecord.NEW;
    /** The trained tensors of the best measurement, where they are to be kept. */
    private Optional<List<float[]>> best = Optional.empty();

    RunWatch(Measurements measurements, TrainingConfiguration configuration, int vocabularySize) {
        this.settings = measurements.settings();
        this.measured = MeasuredRows.choose(
                measurements.calibration(), settings.mostRows(), configuration.sequenceLength(), configuration.seed());
        this.vocabularySize = vocabularySize;
    }

    /** Goes on from what a checkpoint says. */
    void restore(RunRecord recorded, Optional<List<float[]>> keptBest) {
        record = recorded;
        best = keptBest;
    }

    List<TokenRow> rows() {
        return measured.rows();
    }

    RunRecord record() {
        return record;
    }

    EvaluationHistory history() {
        return record.history();
    }

    Optional<List<float[]>> best() {
        return best;
    }

    /** @throws TrainingDivergedException when the loss has been far above its start for some steps */
    void stepped(int step, double loss) {
        LossWatch losses = record.losses().plus(loss);
        if (losses.diverged()) throw TrainingDivergedException.ranAway(step, losses);
        record = record.withLosses(losses);
    }

    boolean healthy() {
        return !record.losses().suspicious();
    }

    boolean due(int step, int totalSteps) {
        return !measured.rows().isEmpty()
                && settings.due(step, totalSteps)
                && history().last().map(Evaluation::step).orElse(0) != step;
    }

    Evaluation measure(EngineThread engine, TrainingModule module, int step) {
        SteeringGain gain = measured.measure(engine, module, step, vocabularySize);
        List<Double> losses = record.losses().last();
        record = record.withHistory(history().plus(step, losses.get(losses.size() - 1), gain));
        if (settings.keepBest() && history().best().step() == step) {
            best = Optional.of(engine.call(module::state).trained());
        }
        return history().last().orElseThrow();
    }

    Optional<StopReason> stop() {
        return history().stop(settings);
    }
}
