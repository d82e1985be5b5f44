package dev.steerstream.tracker.datasets;

import dev.steerstream.tracker.history.DatasetQueries.DatasetRow;
import dev.steerstream.tracker.history.Page;
import dev.steerstream.tracker.view.Section;
import java.util.List;
import java.util.UUID;

/**
 * The list of datasets, with the forms that publish one and start an adaptation.
 *
 * @param notice what was commanded a moment ago, or null
 */
record DatasetsView(
        String stream, String notice, boolean firstPage, List<String> obstacles, Section<Page<DatasetRow>> datasets) {

    /** A new id for the form that starts an adaptation. */
    public String newAdaptation() {
        return UUID.randomUUID().toString();
    }

    /** Names for the form that starts an adaptation. */
    public List<String> sealed() {
        if (datasets.value() == null) return List.of();
        return datasets.value().items().stream()
                .filter(row -> row.train() != null)
                .map(DatasetRow::dataset)
                .toList();
    }
}
