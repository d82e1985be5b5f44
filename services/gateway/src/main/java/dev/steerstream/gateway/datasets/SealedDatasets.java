package dev.steerstream.gateway.datasets;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import jakarta.inject.Singleton;

/** The rule of whoever reads a dataset's rows: only a sealed submission has all of them. */
@Singleton
public class SealedDatasets {
    private final DatasetQueries datasets;

    public SealedDatasets(DatasetQueries datasets) {
        this.datasets = datasets;
    }

    /**
     * @param submission which version of it; null is the newest sealed one
     * @throws ProblemException 404 {@code UNKNOWN_DATASET} or 409 {@code DATASET_NOT_SEALED}
     */
    public void require(Tenant tenant, String dataset, String submission) {
        boolean sealed = submission == null
                ? datasets.newestSealed(tenant, dataset).isPresent()
                : datasets.submission(tenant, dataset, submission)
                        .filter(found -> found.state().equals("sealed"))
                        .isPresent();
        if (sealed) return;
        String name = "dataset " + Rules.shown(dataset)
                + (submission == null ? "" : ", submission " + Rules.shown(submission) + ",");
        if (datasets.submissions(tenant, dataset).isEmpty()) {
            throw ProblemException.notFound(
                    "UNKNOWN_DATASET",
                    name + " is not known in tenant " + tenant.name() + ", or is still being received",
                    "Publish it with POST /v1/datasets/" + dataset
                            + "/submissions and wait until its state is sealed.");
        }
        throw ProblemException.conflict(
                "DATASET_NOT_SEALED",
                name + " is not sealed: only a sealed submission can be read",
                "GET /v1/datasets/" + dataset + " shows the state of each submission.");
    }
}
