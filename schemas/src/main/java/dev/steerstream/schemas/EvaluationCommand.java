package dev.steerstream.schemas;

/**
 * A command on {@code evaluation-commands}. The evaluation's id is what makes it once: the same start again is a no-op, with other content a
 * conflict.
 *
 * @param evaluation id of the evaluation to start or cancel
 * @param profileVersion which version of the task's profile; null is the one in force (start)
 * @param dataset name of a sealed dataset; null is the one that the profile was adapted with (start)
 * @param submission which version of it; null is the newest sealed one of a named dataset (start)
 * @param settings which rows, and how (start)
 * @param reason free text (cancel)
 */
public record EvaluationCommand(
        Action action,
        String task,
        String evaluation,
        Long profileVersion,
        String dataset,
        String submission,
        EvaluationConfiguration settings,
        String reason) {

    public enum Action {
        START,
        CANCEL
    }
}
