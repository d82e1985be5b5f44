package dev.steerstream.ingest.row;

import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Assigns splits where the publisher gave none: by the first 53 bits of {@code sha256(seed ":" group)} as a number in [0, 1) against the shares in
 * the order train, calibration, held_out. Immutable.
 */
public record SplitRule(long seed, Map<Split, Double> shares) {

    private static final Map<Split, Double> DEFAULT_SHARES =
            Map.of(Split.TRAIN, 0.8, Split.CALIBRATION, 0.1, Split.HELD_OUT, 0.1);

    public SplitRule {
        shares = Map.copyOf(shares);
    }

    public static SplitRule of(SubmissionEnd end) {
        return new SplitRule(
                end.splitSeed() == null ? 0 : end.splitSeed(),
                end.splitShares() == null ? DEFAULT_SHARES : end.splitShares());
    }

    /** What is wrong with an end record's shares beyond its schema, in words, or empty. */
    public static Optional<String> fault(SubmissionEnd end) {
        if (end.splitShares() == null) return Optional.empty();
        double sum = end.splitShares().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return Math.abs(sum - 1) < 1e-9 ? Optional.empty() : Optional.of("sums to 1, and not to " + sum);
    }

    public Split split(String group) {
        byte[] hash = Hashes.sha256(seed + ":" + group);
        double position = (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1.0p-53;
        double bound = 0;
        Split last = null;
        for (Map.Entry<Split, Double> share : new EnumMap<>(shares).entrySet()) {
            if (share.getValue() == 0) continue;
            last = share.getKey();
            bound += share.getValue();
            if (position < bound) return last;
        }
        // Shares that sum to a little less than 1: the rest belongs to the last of them, never to one with no share.
        return last;
    }
}
