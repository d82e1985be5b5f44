package dev.steerstream.extractor.evaluation;

import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.report.EvaluationPage;
import dev.steerstream.evaluation.report.ResultJson;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.schemas.EvaluationConfiguration;
import java.nio.charset.StandardCharsets;

/** What an evaluation leaves behind: its measures as JSON, and a page for people. The same numbers give the same bytes. */
final class EvaluationDocuments {
    private final Judged judged;
    private final EvaluationResult result;
    private final Provenance provenance;

    /** @param seen how much of the rows calibration saw */
    EvaluationDocuments(Judged judged, ModelDescription model, EvaluationResult result, SeenRows seen) {
        EvaluationConfiguration settings = judged.evaluation().settings();
        this.judged = judged;
        this.result = result;
        this.provenance = new Provenance(
                settings.seed(),
                settings.bootstrapDraws(),
                judged.profile().confidence(),
                judged.dataset().sha256(),
                seen.digest(),
                model.baseDigest(),
                judged.adapter().digest(),
                model.weightFormat(),
                seen.sharedGroups());
    }

    byte[] measures() {
        return ResultJson.of(result, provenance).toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] report() {
        return EvaluationPage.of(title(), result, provenance).getBytes(StandardCharsets.UTF_8);
    }

    private String title() {
        return "Task " + judged.evaluation().task() + ", profile version "
                + judged.evaluation().profileVersion() + ", on "
                + judged.evaluation().settings().split().replace('_', '-') + " rows of dataset "
                + judged.evaluation().dataset() + ", submission "
                + judged.evaluation().submission();
    }
}
