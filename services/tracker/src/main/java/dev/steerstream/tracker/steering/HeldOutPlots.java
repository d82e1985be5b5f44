package dev.steerstream.tracker.steering;

import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.page.Plot.Curve;
import dev.steerstream.tracker.page.Plot.Interval;
import dev.steerstream.tracker.page.Plot.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the held-out rows say by the tokens' places in their answers.
 *
 * @param losses base, warm and steered
 * @param gains of steered over warm
 * @param kept shares of gold tokens that survive the mask
 */
public record HeldOutPlots(Plot losses, Plot gains, Plot kept) {
    private static final String PLACE = "token of the answer";
    private static final String OLDER =
            "This version was judged before losses were kept by position. The next calibration keeps them.";

    static HeldOutPlots of(Report report, String address) {
        List<Report> bands = report.list("/held_out/positions");
        return new HeldOutPlots(
                Plot.lines(
                                "positions",
                                "Held-out loss by position, nats/token",
                                PLACE,
                                List.of(
                                        Curve.of("base", "base"),
                                        Curve.of("warm", "warm"),
                                        Curve.of("steered", "steered")),
                                rows(bands, HeldOutPlots::losses),
                                address + "positions.csv",
                                OLDER)
                        .withNames()
                        .noted("Whiskers: 95% intervals over prompt groups. All tokens, without a mask."),
                Plot.bars(
                                "position-gains",
                                "Gain of steering by position, nats/token",
                                PLACE,
                                Curve.of("gain", "steered"),
                                rows(bands, HeldOutPlots::gain),
                                address + "position-gains.csv",
                                OLDER)
                        .withNames()
                        .noted("Warm minus steered on the same tokens: above 0 steering helps there."),
                Plot.bars(
                                "kept",
                                "Kept gold by position",
                                PLACE,
                                Curve.of("share of gold tokens that survive the mask", "other"),
                                rows(bands, band -> Row.of(0, band.number("/loss_kept/share"))),
                                address + "kept.csv",
                                OLDER)
                        .withNames());
    }

    private static List<Row> rows(List<Report> bands, Function<Report, Row> row) {
        List<Row> rows = new ArrayList<>();
        for (Report band : bands) {
            Row found = row.apply(band);
            rows.add(new Row((double) rows.size() + 1, place(band), found.values(), found.intervals()));
        }
        return rows;
    }

    private static Row losses(Report band) {
        return Row.of(
                        0,
                        band.number("/loss_full/base"),
                        band.number("/loss_full/warm"),
                        band.number("/loss_full/steered"))
                .within(
                        interval(band, "base_interval"),
                        interval(band, "warm_interval"),
                        interval(band, "steered_interval"));
    }

    private static Row gain(Report band) {
        return Row.of(0, band.number("/loss_full/gain/value")).within(interval(band, "gain"));
    }

    private static Interval interval(Report band, String of) {
        return Interval.of(band.number("/loss_full/" + of + "/low"), band.number("/loss_full/" + of + "/high"));
    }

    private static String place(Report band) {
        Long first = band.count("/first");
        Long last = band.count("/last");
        if (last == null) return first + " on";
        return first.equals(last) ? first.toString() : first + "\u2013" + last;
    }

    List<Plot> all() {
        return List.of(losses, gains, kept);
    }
}
