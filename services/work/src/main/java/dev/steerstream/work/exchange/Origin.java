package dev.steerstream.work.exchange;

import dev.steerstream.schemas.CalibrationConfiguration;
import dev.steerstream.schemas.WarmStartConfiguration;

/**
 * How an exported profile was made.
 *
 * @param dataset name at the installation that made it
 * @param submission which version of it
 */
public record Origin(
        String dataset, String submission, WarmStartConfiguration warmStart, CalibrationConfiguration calibration) {}
