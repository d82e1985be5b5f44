package dev.steerstream.tracker.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a warm start went, by its progress events: at most {@value #MOST} points, evenly thinned when more come, and as many measurements.
 *
 * @param stride steps between kept points, at least
 * @param fence of the newest point: a later worker goes on from a checkpoint, and what it does again is taken from it
 * @param points by step
 * @param measurements on calibration rows, by step
 */
public record ProgressCurve(long stride, long fence, List<Point> points, List<Progress.Evaluation> measurements) {
    static final int MOST = 300;
    private static final String TRAINING = "training";

    public static final ProgressCurve EMPTY = new ProgressCurve(1, 0, List.of(), List.of());

    public ProgressCurve {
        points = List.copyOf(points);
        measurements = List.copyOf(measurements);
    }

    /** One step. Numbers that were not told are null. */
    public record Point(long step, Double loss, Double learningRate, Double gradientNorm, Double rate) {}

    ProgressCurve after(Progress progress) {
        if (!progress.phase().equals(TRAINING)) return this;
        List<Point> kept = new ArrayList<>(points);
        List<Progress.Evaluation> measured = new ArrayList<>(measurements);
        if (progress.fence() > fence) {
            kept.removeIf(point -> point.step() >= progress.done());
            measured.removeIf(one -> one.step() > progress.done());
        }
        if (kept.isEmpty() || progress.done() >= last(kept) + stride) {
            kept.add(new Point(
                    progress.done(),
                    progress.loss(),
                    progress.learningRate(),
                    progress.gradientNorm(),
                    progress.rate()));
        }
        Progress.Evaluation newest = progress.evaluation();
        boolean news = newest != null
                && (measured.isEmpty() || measured.get(measured.size() - 1).step() < newest.step());
        if (news) measured.add(newest);
        long wider = stride;
        if (kept.size() > MOST) {
            kept = new ArrayList<>(everySecond(kept));
            wider = Math.max(2 * stride, last(kept) / MOST);
        }
        if (measured.size() > MOST) measured = everySecond(measured);
        return new ProgressCurve(wider, Math.max(fence, progress.fence()), kept, measured);
    }

    private static long last(List<Point> points) {
        return points.get(points.size() - 1).step();
    }

    /** The first and the last stay. */
    private static <T> List<T> everySecond(List<T> all) {
        List<T> kept = new ArrayList<>();
        for (int index = 0; index < all.size(); index += 2) kept.add(all.get(index));
        T newest = all.get(all.size() - 1);
        if (kept.get(kept.size() - 1) != newest) kept.add(newest);
        return kept;
    }

    byte[] write() {
        try {
            return Contracts.mapper().writeValueAsBytes(this);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("the curve of an adaptation cannot be written", impossible);
        }
    }

    public static ProgressCurve read(byte[] kept) {
        try {
            return kept == null ? EMPTY : Contracts.mapper().readValue(kept, ProgressCurve.class);
        } catch (IOException damaged) {
            throw new UncheckedIOException("the local state holds a curve that cannot be read", damaged);
        }
    }
}
