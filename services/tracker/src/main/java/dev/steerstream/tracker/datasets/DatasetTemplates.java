package dev.steerstream.tracker.datasets;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/datasets.html} and {@code templates/dataset.html}; a name after the dollar sign is a part that is live. */
@CheckedTemplate(basePath = "")
final class DatasetTemplates {
    private DatasetTemplates() {}

    static native TemplateInstance datasets(DatasetsView view);

    static native TemplateInstance datasets$datasets(DatasetsView view);

    static native TemplateInstance dataset(DatasetView view);

    static native TemplateInstance dataset$submissions(DatasetView view);
}
