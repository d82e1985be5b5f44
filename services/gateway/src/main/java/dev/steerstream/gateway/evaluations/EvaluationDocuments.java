package dev.steerstream.gateway.evaluations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steerstream.gateway.evaluations.EvaluationViews.Evaluation;
import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.Tenant;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.work.artefacts.ArtefactStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** What evaluations found, as it is stored, verified against its digest at each reading. */
@Singleton
public class EvaluationDocuments {
    private final ArtefactStore artefacts;

    public EvaluationDocuments(ArtefactStore artefacts) {
        this.artefacts = artefacts;
    }

    /** The measures of one that succeeded. */
    public JsonNode measures(Tenant tenant, Evaluation evaluation) throws IOException {
        return Contracts.mapper()
                .readTree(artefacts
                        .get(tenant.name(), evaluation.measuresDigest())
                        .toFile());
    }

    /**
     * The report page.
     *
     * @throws ProblemException 409 {@code NO_REPORT} where it has not succeeded
     */
    public Path report(Tenant tenant, Evaluation evaluation) throws IOException {
        if (evaluation.reportDigest() == null) {
            throw ProblemException.conflict(
                    "NO_REPORT",
                    "evaluation " + Rules.shown(evaluation.evaluation()) + " is " + evaluation.state()
                            + ": only one that has succeeded has a report",
                    "GET /v1/tasks/" + evaluation.task() + "/evaluations/" + evaluation.evaluation()
                            + " shows how far it is, or why it has ended.");
        }
        return artefacts.get(tenant.name(), evaluation.reportDigest());
    }
}
