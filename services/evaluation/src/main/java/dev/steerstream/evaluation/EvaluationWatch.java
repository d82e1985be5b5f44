package dev.steerstream.evaluation;

import java.util.List;

/** Follows an evaluation, on its thread, between portions. */
public interface EvaluationWatch {
    /** Nobody watches. */
    EvaluationWatch NONE = progress -> {};

    void progress(Progress progress);

    /** Whether to stop: asked between portions. */
    default boolean cancelled() {
        return false;
    }

    /** A portion of rows is done: a run that is given these goes on behind them. */
    default void evaluated(List<EvaluatedRow> portion) {}

    /**
     * How far it is.
     *
     * @param phase {@code calibrating}, {@code evaluating} or {@code general text}
     * @param done rows
     * @param total rows
     * @param tokensPerSecond tokens read, prompts included; base and warm of one position count once
     * @param remainingSeconds of the phase, at the rate so far
     */
    record Progress(String phase, int done, int total, double tokensPerSecond, double remainingSeconds) {}
}
