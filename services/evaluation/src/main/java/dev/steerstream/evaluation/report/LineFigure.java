package dev.steerstream.evaluation.report;

import java.util.List;
import java.util.Map;

/** Lines of which no intervals are known, for a page. Stateless. */
public final class LineFigure {
    private LineFigure() {}

    /**
     * @param name makes the figure's ids its own on a page with several
     * @param x ascending, at least two
     * @param lines in their order, each with a value at every x
     */
    public static Figure of(
            String name,
            String caption,
            String xTitle,
            String yTitle,
            List<Double> x,
            Map<String, List<Double>> lines) {
        Plots plots = new Plots(yTitle, xTitle, yTitle);
        lines.forEach((line, values) -> plots.plain(line, x, values));
        return new Figure(caption, plots.done().svg(name));
    }
}
