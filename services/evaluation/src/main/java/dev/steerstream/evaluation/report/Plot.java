package dev.steerstream.evaluation.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;

/** A drawn plot, as a picture and as vectors. Equal plots give equal bytes. */
public final class Plot {
    private static final Pattern CLIP = Pattern.compile("clip-?\\d+");

    private final XYChart chart;

    Plot(XYChart chart) {
        this.chart = chart;
    }

    public byte[] png() {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            BitmapEncoder.saveBitmap(chart, bytes, BitmapFormat.PNG);
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** @param name makes the ids of this plot its own on a page with several */
    public String svg(String name) {
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new SVGProcessor()
                    .getDocument(graphics.getCommands(), new PageSize(chart.getWidth(), chart.getHeight()))
                    .writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        String svg = bytes.toString(StandardCharsets.UTF_8);
        return named(svg.substring(svg.indexOf("<svg")), name);
    }

    /** The library numbers clips by where they lie in memory: here they are counted. */
    private static String named(String svg, String name) {
        // A rule's name may have brackets, which would end the reference to its clip.
        String id = name.replaceAll("[^A-Za-z0-9_-]", "_");
        Map<String, String> names = new LinkedHashMap<>();
        Matcher clips = CLIP.matcher(svg);
        return clips.replaceAll(
                found -> names.computeIfAbsent(found.group(), clip -> id + "-clip-" + (names.size() + 1)));
    }
}
