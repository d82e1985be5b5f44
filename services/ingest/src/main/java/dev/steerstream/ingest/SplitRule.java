package dev.steerstream.ingest;

import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Assigns splits: the publisher's where it is given, else by the first 64 bits of {@code sha256(seed ":" group)} as a number in [0, 1) against the
 * shares in the order train, calibration, held_out. The group is the publisher's or the prompt with its white space folded, so that one
 * question's rows never cross. Immutable.
 */
record SplitRule(long seed, Map<Split, Double> shares) {

    static final Map<Split, Double> DEFAULT_SHARES =
            Map.of(Split.TRAIN, 0.8, Split.CALIBRATION, 0.1, Split.HELD_OUT, 0.1);

    static SplitRule of(SubmissionEnd end) {
        return new SplitRule(
                end.splitSeed() == null ? 0 : end.splitSeed(),
                end.splitShares() == null ? DEFAULT_SHARES : end.splitShares());
    }

    /** What is wrong with an end record's options, in words, or empty. */
    static Optional<String> fault(SubmissionEnd end) {
        if (end.truncation() != null
                && !end.truncation().equals("refuse")
                && !end.truncation().equals("left")) {
            return Optional.of("truncation = " + BadRows.cut(end.truncation()) + " is refuse or left");
        }
        if (end.splitShares() == null) {
            return Optional.empty();
        }
        double sum = 0;
        for (double share : end.splitShares().values()) {
            if (!(share >= 0 && share <= 1)) {
                return Optional.of("split_shares = " + end.splitShares() + " are numbers from 0 to 1");
            }
            sum += share;
        }
        return Math.abs(sum - 1) < 1e-9
                ? Optional.empty()
                : Optional.of("split_shares = " + end.splitShares() + " sum to 1");
    }

    /** The group of a row: the publisher's, or the folded prompt. */
    static String group(RowReader.Row row) {
        if (row.group() != null) {
            return row.group();
        }
        StringBuilder text = new StringBuilder();
        row.prompt().forEach(message -> text.append(message.role())
                .append('\n')
                .append(message.content().strip().replaceAll("\\s+", " "))
                .append('\n'));
        return Hashes.hex(Hashes.sha256(text.toString()));
    }

    Split split(RowReader.Row row, String group) {
        if (row.split() != null) {
            return row.split();
        }
        byte[] hash = Hashes.sha256((seed + ":" + group).getBytes(StandardCharsets.UTF_8));
        double position = (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1.0p-53;
        double bound = 0;
        for (Map.Entry<Split, Double> share : new EnumMap<>(shares).entrySet()) {
            bound += share.getValue();
            if (position < bound) {
                return share.getKey();
            }
        }
        return Split.TRAIN;
    }
}
