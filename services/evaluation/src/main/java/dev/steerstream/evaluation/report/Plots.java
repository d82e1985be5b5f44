package dev.steerstream.evaluation.report;

import dev.steerstream.evaluation.measure.Estimate;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws lines with intervals; colours that people with colour blindness tell apart (Okabe and Ito). Not thread-safe: one thread. */
final class Plots {
    private static final Color[] COLOURS = {
        new Color(0, 114, 178),
        new Color(213, 94, 0),
        new Color(0, 158, 115),
        new Color(204, 121, 167),
        new Color(86, 180, 233)
    };
    private static final Color GREY = new Color(110, 110, 110);

    private final XYChart chart;
    private int lines;
    private int levels;

    Plots(String title, String x, String y) {
        System.setProperty("java.awt.headless", "true"); // no display is asked for, in any process
        chart = new XYChartBuilder()
                .width(820)
                .height(460)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleBoxVisible(false);
        chart.getStyler().setPlotGridLinesColor(new Color(225, 225, 225));
        chart.getStyler().setPlotBorderVisible(false);
    }

    /** A line with its 95% intervals. */
    Plots line(String name, List<Double> x, List<Estimate> y) {
        double[] values = y.stream().mapToDouble(Estimate::value).toArray();
        draw(name, x, values, COLOURS[lines++ % COLOURS.length], SeriesMarkers.NONE, 2f);
        bound(name + ", low", x, y.stream().mapToDouble(Plots::low).toArray());
        bound(name + ", high", x, y.stream().mapToDouble(Plots::high).toArray());
        return this;
    }

    /** A line of which no intervals are known. */
    Plots plain(String name, List<Double> x, List<Double> y) {
        double[] values = y.stream().mapToDouble(Double::doubleValue).toArray();
        draw(name, x, values, COLOURS[lines++ % COLOURS.length], SeriesMarkers.NONE, 2f);
        return this;
    }

    /** What does not depend on x. */
    Plots level(String name, double from, double to, double y) {
        XYSeries series = draw(name, List.of(from, to), new double[] {y, y}, GREY, SeriesMarkers.NONE, 1f);
        float dash = 2f + 6f * levels++;
        series.setLineStyle(
                new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {dash, 3}, 0));
        return this;
    }

    /** A point that stands out. */
    Plots mark(String name, double x, double y) {
        XYSeries series = chart.addSeries(name, new double[] {x}, new double[] {y});
        series.setMarker(SeriesMarkers.DIAMOND);
        series.setMarkerColor(Color.BLACK);
        series.setLineColor(Color.BLACK);
        return this;
    }

    Plot done() {
        return new Plot(chart);
    }

    private void bound(String name, List<Double> x, double[] y) {
        XYSeries series = draw(name, x, y, COLOURS[(lines - 1) % COLOURS.length], SeriesMarkers.NONE, 0.8f);
        series.setLineStyle(
                new BasicStroke(0.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {3, 3}, 0));
        series.setShowInLegend(false);
    }

    private XYSeries draw(String name, List<Double> x, double[] y, Color colour, Marker marker, float width) {
        XYSeries series = chart.addSeries(
                name, x.stream().mapToDouble(Double::doubleValue).toArray(), y);
        series.setMarker(marker);
        series.setMarkerColor(colour);
        series.setLineColor(colour);
        series.setLineWidth(width);
        return series;
    }

    private static double low(Estimate estimate) {
        return estimate.hasInterval() ? estimate.low() : estimate.value();
    }

    private static double high(Estimate estimate) {
        return estimate.hasInterval() ? estimate.high() : estimate.value();
    }
}
