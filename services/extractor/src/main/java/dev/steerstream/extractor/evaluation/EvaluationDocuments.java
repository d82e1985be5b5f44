package dev.steerstream.extractor.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.report.EvaluationPage;
import dev.steerstream.evaluation.report.ResultJson;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.schemas.EvaluationConfiguration;
import java.nio.charset.StandardCharsets;

/** What an evaluation leaves behind: its measures as JSON, and a page for people. The same numbers give the same bytes. */
final class EvaluationDocuments {
    /** The page's words where none were, and what is true where it is not known. */
    private static final String NONE_SHARED = "0 prompt groups were calibrated on too";

    private static final String UNKNOWN_SHARED = "whether prompt groups were calibrated on too is not known here";

    private final Judged judged;
    private final EvaluationResult result;
    private final SeenRows seen;
    private final Provenance provenance;

    /** @param seen how much of the rows calibration saw */
    EvaluationDocuments(Judged judged, ModelDescription model, EvaluationResult result, SeenRows seen) {
        EvaluationConfiguration settings = judged.evaluation().settings();
        this.judged = judged;
        this.result = result;
        this.seen = seen;
        this.provenance = new Provenance(
                settings.seed(),
                settings.bootstrapDraws(),
                judged.profile().confidence(),
                judged.dataset().sha256(),
                seen.digest(),
                model.baseDigest(),
                judged.adapter().digest(),
                model.weightFormat(),
                seen.sharedGroups().orElse(0));
    }

    byte[] measures() {
        ObjectNode measures = ResultJson.of(result, provenance);
        // What is not known is not 0.
        if (seen.sharedGroups().isEmpty()) {
            measures.forEach(measure -> ((ObjectNode) measure).remove("groups_shared_with_calibration"));
        }
        return measures.toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] report() {
        String page = EvaluationPage.of(title(), result, provenance);
        if (seen.sharedGroups().isEmpty()) page = page.replace(NONE_SHARED, UNKNOWN_SHARED);
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private String title() {
        return "Task " + judged.evaluation().task() + ", profile version "
                + judged.evaluation().profileVersion() + ", on "
                + judged.evaluation().settings().split().replace('_', '-') + " rows of dataset "
                + judged.evaluation().dataset() + ", submission "
                + judged.evaluation().submission();
    }
}
