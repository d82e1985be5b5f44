package dev.steerstream.schemas;

import java.time.Instant;

/**
 * A version of a task's profile that runs beside the one in force. A request takes it where the first 8 bytes of {@code
 * sha256(tenant/task/request id/salt)}, as an unsigned fraction of 2^64, lie below the share.
 *
 * @param salt names the ramp; kept while its share changes, so that a growing share only adds requests
 * @param share of requests, above 0 and below 1
 * @param since when the ramp began
 * @param profile the ramped version, complete, in state ramped
 */
public record ProfileRamp(String salt, double share, Instant since, SteeringProfile profile) {}
