package dev.steerstream.evaluation.report;

import java.util.List;

/**
 * A table for a page; its texts are escaped when it is drawn.
 *
 * @param caption what it shows
 * @param rows each as long as the header
 */
public record Table(String caption, List<String> header, List<List<String>> rows) {
    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
