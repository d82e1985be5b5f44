package dev.steerstream.model.training.evaluation;

/** What a run has seen of itself so far, beside the tensors that it trains: part of its checkpoints. Immutable. */
public record RunRecord(LossWatch losses, EvaluationHistory history) {
    public static final RunRecord NEW = new RunRecord(LossWatch.NEW, EvaluationHistory.EMPTY);

    public RunRecord {
        if (losses == null || history == null) {
            throw new IllegalArgumentException("A run's record needs its losses and its history.");
        }
    }

    public RunRecord withLosses(LossWatch changed) {
        return new RunRecord(changed, history);
    }

    public RunRecord withHistory(EvaluationHistory changed) {
        return new RunRecord(losses, changed);
    }
}
