package dev.steerstream.evaluation;

import dev.steerstream.evaluation.EvaluationWatch.Progress;
import java.util.List;
import java.util.function.ToIntFunction;

/** Works through a list in portions of a few forwards each, tells the watch, and stops between them when it asks. Stateless. */
final class Portions {
    /** Rows of one portion: some forwards, so that the last one, which is seldom full, is one of several. */
    private static final int PORTION = 32;

    private Portions() {}

    /**
     * @param begun how many are done already
     * @param work on a portion; says how many tokens it read
     */
    static <T> void each(String phase, List<T> list, int begun, EvaluationWatch watch, ToIntFunction<List<T>> work) {
        long started = System.nanoTime();
        long tokens = 0;
        watch.progress(new Progress(phase, begun, list.size(), 0, 0));
        for (int first = begun; first < list.size(); first += PORTION) {
            if (watch.cancelled()) throw new EvaluationCancelledException(phase, first, list.size());
            int end = Math.min(first + PORTION, list.size());
            tokens += work.applyAsInt(list.subList(first, end));
            double seconds = (System.nanoTime() - started) / 1e9;
            double remaining = seconds / (end - begun) * (list.size() - end);
            watch.progress(new Progress(phase, end, list.size(), tokens / seconds, remaining));
        }
    }
}
