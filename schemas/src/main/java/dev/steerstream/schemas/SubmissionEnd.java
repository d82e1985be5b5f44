package dev.steerstream.schemas;

import java.util.Map;

/**
 * Ends a submission on {@code dataset-submissions}; a record is one iff it has the header {@code count}. The body may be empty: then all
 * members have their defaults.
 *
 * @param splitSeed seeds the hash that assigns splits; null is 0
 * @param splitShares shares per split, summing to 1; null is train 0.8, calibration 0.1, held_out 0.1
 * @param truncation what the trainer does with a row longer than the sequence length: {@code refuse} (default) or {@code left}
 * @param endOfTextInLoss whether the end-of-text token after a completion counts in the loss; null is true
 */
public record SubmissionEnd(
        Long splitSeed, Map<Split, Double> splitShares, String truncation, Boolean endOfTextInLoss) {

    public SubmissionEnd {
        splitShares = Immutable.map(splitShares);
    }
}
