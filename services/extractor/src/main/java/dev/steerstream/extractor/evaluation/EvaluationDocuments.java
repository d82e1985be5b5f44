package dev.steerstream.extractor.evaluation;

import dev.steerstream.evaluation.EvaluationResult;
import dev.steerstream.evaluation.Provenance;
import dev.steerstream.evaluation.dose.DoseResponse;
import dev.steerstream.evaluation.report.DoseReport;
import dev.steerstream.evaluation.report.EvaluationPage;
import dev.steerstream.evaluation.report.Figure;
import dev.steerstream.evaluation.report.ResultJson;
import dev.steerstream.extractor.evaluation.page.CalibrationFigures;
import dev.steerstream.extractor.evaluation.page.CalibrationTables;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.schemas.EvaluationConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation leaves behind: its measures and the dose-response as JSON, and a page for people with all that is known of the adaptation. The
 * same numbers give the same bytes.
 */
final class EvaluationDocuments {
    private final Judged judged;
    private final EvaluationResult result;
    private final Provenance provenance;
    private final Optional<DoseResponse> dose;

    /** @param seen how much of the rows calibration saw */
    EvaluationDocuments(
            Judged judged,
            ModelDescription model,
            EvaluationResult result,
            SeenRows seen,
            Optional<DoseResponse> dose) {
        EvaluationConfiguration settings = judged.evaluation().settings();
        this.judged = judged;
        this.result = result;
        this.dose = dose;
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
        return bytes(ResultJson.of(result, provenance).toString());
    }

    /** Empty where none was asked for. */
    Optional<byte[]> doseResponse() {
        return dose.map(scan -> bytes(DoseReport.json(scan, provenance).toString()));
    }

    byte[] report() {
        List<Figure> figures = new ArrayList<>(dose.map(DoseReport::figures).orElse(List.of()));
        figures.addAll(new CalibrationFigures(judged.adapter().manifest(), judged.report()).all());
        return bytes(EvaluationPage.of(
                title(), result, provenance, figures, new CalibrationTables(judged.profile(), judged.report()).all()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String title() {
        return "Task " + judged.evaluation().task() + ", adaptation "
                + judged.evaluation().adaptation() + ", profile version "
                + judged.evaluation().profileVersion() + ", on "
                + judged.evaluation().settings().split().replace('_', '-') + " rows of dataset "
                + judged.evaluation().dataset() + ", submission "
                + judged.evaluation().submission();
    }
}
