package dev.steerstream.trainer;

import dev.steerstream.schemas.WarmStartConfiguration;
import java.util.Map;

/**
 * How an adapter came to be; a column of its row. No dates, no paths: the same run writes the same.
 *
 * @param model reference of the base model
 * @param modelDigest sha256 of its weights
 * @param chatTemplateDigest sha256, or empty where the model has none
 * @param vocabularySize logits per position
 * @param weightFormat of the base while it was trained
 * @param datasetSha256 of the sealed submission
 * @param warmStart complete
 * @param threads computing threads; with the machine's type they fix the last bits
 * @param rows training rows
 * @param truncatedRows of them, cut at the left
 * @param tokens of all rows
 * @param tokenLengths rows by the power of two that their length does not pass
 * @param finalLoss mean loss per completion token of the last step, in nats
 */
record AdapterManifest(
        String model,
        String modelDigest,
        String architecture,
        String tokenizerDigest,
        String chatTemplateDigest,
        int vocabularySize,
        String weightFormat,
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
        double finalLoss) {

    AdapterManifest ended(int stepsDone, double loss) {
        return new AdapterManifest(
                model,
                modelDigest,
                architecture,
                tokenizerDigest,
                chatTemplateDigest,
                vocabularySize,
                weightFormat,
                dataset,
                submission,
                datasetSha256,
                warmStart,
                threads,
                rows,
                truncatedRows,
                tokens,
                tokenLengths,
                stepsDone,
                loss);
    }
}
