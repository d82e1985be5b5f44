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
        requireEnded(evaluation, "report");
        return artefacts.get(tenant.name(), evaluation.reportDigest());
    }

    /**
     * What each strength does to every measure.
     *
     * @throws ProblemException 409 {@code NO_REPORT} where it has not succeeded, 404 {@code NO_DOSE_RESPONSE} where none was asked for
     */
    public Path doseResponse(Tenant tenant, Evaluation evaluation) throws IOException {
        requireEnded(evaluation, "dose-response");
        if (evaluation.doseDigest() == null) {
            throw ProblemException.notFound(
                    "NO_DOSE_RESPONSE",
                    "evaluation " + Rules.shown(evaluation.evaluation())
                            + " has no dose-response: settings.dose_rows was 0",
                    "Start an evaluation with settings.dose_rows above 0.");
        }
        return artefacts.get(tenant.name(), evaluation.doseDigest());
    }

    private static void requireEnded(Evaluation evaluation, String what) {
        if (evaluation.reportDigest() != null) return;
        throw ProblemException.conflict(
                "NO_REPORT",
                "evaluation " + Rules.shown(evaluation.evaluation()) + " is " + evaluation.state()
                        + ": only one that has succeeded has a " + what,
                "GET /v1/tasks/" + evaluation.task() + "/evaluations/" + evaluation.evaluation()
                        + " shows how far it is, or why it has ended.");
    }
}
