package dev.steerstream.evaluation;

import java.util.OptionalInt;

/**
 * Where numbers come from: with these the same are found again.
 *
 * @param seed of samples and intervals
 * @param draws of the intervals
 * @param confidence alpha of the mask in force
 * @param dataDigest sha256 of the file that was judged on
 * @param calibrationDigest sha256 of the file that strengths were fitted on; empty where they were given
 * @param modelDigest sha256 of the base weights as stored
 * @param adapterDigest sha256 of the adapter
 * @param weightFormat of the base weights in memory
 * @param sharedGroups prompt groups of the judged rows that calibration saw too: 0, or the rows were fitted on; empty
 *     where it is not known
 */
public record Provenance(
        long seed,
        int draws,
        double confidence,
        String dataDigest,
        String calibrationDigest,
        String modelDigest,
        String adapterDigest,
        String weightFormat,
        OptionalInt sharedGroups) {}
