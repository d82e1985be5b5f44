package dev.steerstream.trainer;

import dev.steerstream.model.training.WarmStartResult;
import dev.steerstream.model.training.WarmStartTraining;
import dev.steerstream.model.training.evaluation.Evaluation;
import dev.steerstream.model.training.evaluation.StopReason;
import dev.steerstream.schemas.WarmStartConfiguration;
import java.util.List;
import java.util.Map;

/**
 * How an adapter came to be; a column of its row. No dates, no paths: the same run writes the same.
 *
 * @param model reference of the base model
 * @param modelDigest sha256 of its weights
 * @param chatTemplateDigest sha256, or empty where the model has none
 * @param vocabularySize logits per position
 * @param weightFormat of the base while it was trained
 * @param weightFormatReason configured, or what was found on the machine
 * @param datasetSha256 of the sealed submission
 * @param warmStart complete
 * @param threads computing threads; with the machine's type they fix the last bits
 * @param rows training rows
 * @param truncatedRows of them, cut at the left
 * @param tokens of all rows
 * @param tokenLengths rows by the power of two that their length does not pass
 * @param steps done
 * @param finalLoss mean loss per completion token of the last step, in nats
 * @param adapterStep whose adapter it is
 * @param adapterChoice {@code smallest_calibration_loss} or {@code last_step}
 * @param stopped why the run ended before its last step, or null
 * @param measuredRows calibration rows of each measurement
 * @param evaluations the newest thousand measurements
 */
record AdapterManifest(
        String model,
        String modelDigest,
        String architecture,
        String tokenizerDigest,
        String chatTemplateDigest,
        int vocabularySize,
        String weightFormat,
        String weightFormatReason,
        String dataset,
        String submission,
        String datasetSha256,
        WarmStartConfiguration warmStart,
        int threads,
        int rows,
        int truncatedRows,
        long tokens,
        Map<Integer, Integer> tokenLengths,
        int steps,
        double finalLoss,
        int adapterStep,
        String adapterChoice,
        String stopped,
        int measuredRows,
        List<Evaluation> evaluations) {

    AdapterManifest ended(WarmStartTraining training, double loss, WarmStartResult result) {
        return new AdapterManifest(
                model,
                modelDigest,
                architecture,
                tokenizerDigest,
                chatTemplateDigest,
                vocabularySize,
                training.type().type().label(),
                training.type().reason(),
                dataset,
                submission,
                datasetSha256,
                warmStart,
                threads,
                rows,
                truncatedRows,
                tokens,
                tokenLengths,
                training.stepsDone(),
                loss,
                result.step(),
                result.best() ? "smallest_calibration_loss" : "last_step",
                result.stop().map(StopReason::label).orElse(null),
                training.measuredRows(),
                training.history().evaluations());
    }
}
