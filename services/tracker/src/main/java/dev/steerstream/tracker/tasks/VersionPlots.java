package dev.steerstream.tracker.tasks;

import dev.steerstream.tracker.history.ProfileRow;
import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.page.Plot.Curve;
import java.util.Comparator;
import java.util.List;

/** A task's versions as plots. */
public final class VersionPlots {
    private static final String EMPTY = "No version yet: the first one comes with the first calibration.";

    private VersionPlots() {}

    /** Strength and its interval over the versions. */
    public static Plot strengths(String task, List<ProfileRow> versions) {
        List<Plot.Row> rows = versions.stream()
                .sorted(Comparator.comparing(ProfileRow::version))
                .map(version -> Plot.Row.of(version.version(), version.strength())
                        .within(new Plot.Interval(version.low(), version.high())))
                .toList();
        return Plot.lines(
                "strengths",
                versions.stream().allMatch(version -> version.others().isEmpty())
                        ? "Strength over versions, with its 95% interval"
                        : "Strength of the first direction over versions, with its 95% interval",
                "version",
                List.of(Curve.of("strength", "steered")),
                rows,
                "/v1/tracker/tasks/" + task + "/strengths.csv",
                EMPTY);
    }

    /** The three held-out losses over the versions. */
    public static Plot losses(String task, List<ProfileRow> versions) {
        List<Plot.Row> rows = versions.stream()
                .filter(version -> version.heldOut() != null)
                .sorted(Comparator.comparing(ProfileRow::version))
                .map(version -> Plot.Row.of(
                                version.version(),
                                version.heldOut().base(),
                                version.heldOut().warm(),
                                version.heldOut().steered())
                        .within(
                                interval(version.heldOut().baseInterval()),
                                interval(version.heldOut().warmInterval()),
                                interval(version.heldOut().steeredInterval())))
                .toList();
        return Plot.lines(
                "losses",
                "Held-out loss over versions, nats/token, with 95% intervals",
                "version",
                List.of(Curve.of("base", "base"), Curve.of("warm", "warm"), Curve.of("steered", "steered")),
                rows,
                "/v1/tracker/tasks/" + task + "/losses.csv",
                versions.isEmpty() ? EMPTY : "No version was judged on held-out rows.");
    }

    private static Plot.Interval interval(ProfileRow.Interval of) {
        return of == null ? null : new Plot.Interval(of.low(), of.high());
    }
}
