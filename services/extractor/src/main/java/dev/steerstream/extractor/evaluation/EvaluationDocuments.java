package dev.steerstream.extractor.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.report.ResultJson;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.schemas.EvaluationConfiguration;
import java.nio.charset.StandardCharsets;

/** What an evaluation leaves behind: its measures as JSON, and a page for people. The same numbers give the same bytes. */
final class EvaluationDocuments {
    private final Judged judged;
    private final ObjectNode measures;

    /** @param seen how much of the rows calibration saw */
    EvaluationDocuments(Judged judged, ModelDescription model, EvaluationResult result, SeenRows seen) {
        EvaluationConfiguration settings = judged.evaluation().settings();
        this.judged = judged;
        this.measures = ResultJson.of(
                result,
                new Provenance(
                        settings.seed(),
                        settings.bootstrapDraws(),
                        judged.profile().confidence(),
                        judged.dataset().sha256(),
                        seen.digest(),
                        model.baseDigest(),
                        judged.adapter().digest(),
                        model.weightFormat(),
                        seen.sharedGroups().orElse(0)));
        // What is not known is not 0.
        if (seen.sharedGroups().isEmpty()) {
            measures.forEach(measure -> ((ObjectNode) measure).remove("groups_shared_with_calibration"));
        }
    }

    byte[] measures() {
        return measures.toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] report() {
        return ReportPage.of(judged, measures).getBytes(StandardCharsets.UTF_8);
    }
}
