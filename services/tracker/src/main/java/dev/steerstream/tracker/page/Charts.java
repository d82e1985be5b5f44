package dev.steerstream.tracker.page;

import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.live.RequestMinute;
import dev.steerstream.tracker.view.RequestSummary;
import io.quarkus.qute.TemplateExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Geometry of the small plots, in the units of their {@code viewBox}. Every number in them stands beside or in the CSV. */
@TemplateExtension(namespace = "chart")
final class Charts {
    static final int HEIGHT = 56;

    private static final int STEP = 10;

    private Charts() {}

    /**
     * A minute: good requests at the bottom, those that did not succeed above.
     *
     * @param title in words
     */
    record Bar(int x, double goodY, double goodHeight, double badY, double badHeight, String title) {}

    /**
     * Requests a minute.
     *
     * @param most of any minute
     */
    record Bars(List<Bar> bars, int width, long most) {}

    static Bars bars(RequestSummary summary) {
        long most = summary.minutes().stream()
                .mapToLong(minute -> minute.counts().ended())
                .max()
                .orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (RequestMinute minute : summary.minutes()) {
            double good = most == 0 ? 0 : (double) minute.counts().succeeded() * HEIGHT / most;
            double all = most == 0 ? 0 : (double) minute.counts().ended() * HEIGHT / most;
            bars.add(new Bar(
                    bars.size() * STEP,
                    HEIGHT - good,
                    good,
                    HEIGHT - all,
                    all - good,
                    Formats.clock(minute.start()) + ": " + minute.counts().ended() + " ended, "
                            + minute.counts().succeeded() + " succeeded"));
        }
        return new Bars(bars, summary.minutes().size() * STEP, most);
    }

    /**
     * An interval with its point on a scale that has 0 in the middle, 0..100.
     *
     * @param low left end
     * @param width of the interval
     * @param point the strength
     */
    record Whisker(double low, double width, double point) {}

    static Whisker whisker(ProfileRow profile) {
        double reach = Math.max(
                1e-9,
                Math.max(Math.abs(profile.strength()), Math.max(Math.abs(profile.low()), Math.abs(profile.high()))));
        double low = place(Math.min(profile.low(), profile.high()), reach);
        double high = place(Math.max(profile.low(), profile.high()), reach);
        return new Whisker(low, high - low, place(profile.strength(), reach));
    }

    private static double place(double value, double reach) {
        return 50 + 46 * value / reach;
    }

    /**
     * A stretch on a scale of 0..100.
     *
     * @param x left end
     */
    record Span(double x, double width) {}

    /** Length of a loss's bar where the largest of the three, with its interval, takes 100. */
    static double share(Double loss, ProfileRow.HeldOut of) {
        double most = most(of);
        return loss == null || most <= 0 ? 0 : Math.max(1, 100 * loss / most);
    }

    /** Where a loss's interval lies on its bar; null where it is not known. */
    static Span span(ProfileRow.Interval interval, ProfileRow.HeldOut of) {
        double most = most(of);
        if (interval == null || most <= 0) return null;
        double low = 100 * Math.max(0, interval.low()) / most;
        return new Span(low, Math.max(0.5, 100 * interval.high() / most - low));
    }

    private static double most(ProfileRow.HeldOut of) {
        return Stream.of(
                        of.base(),
                        of.warm(),
                        of.steered(),
                        high(of.baseInterval()),
                        high(of.warmInterval()),
                        high(of.steeredInterval()))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    private static Double high(ProfileRow.Interval interval) {
        return interval == null ? null : (Double) interval.high();
    }
}
