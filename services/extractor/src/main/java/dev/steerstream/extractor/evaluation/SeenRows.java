package dev.steerstream.extractor.evaluation;

import java.util.OptionalInt;

/**
 * How much of the rows that judge was seen when the strength was fitted.
 *
 * @param digest of the submission that calibrated; empty where it is not known here
 * @param sharedGroups prompt groups of both; empty where the calibration rows cannot be read any more
 */
record SeenRows(String digest, OptionalInt sharedGroups) {}
