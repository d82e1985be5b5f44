package dev.steerstream.tracker.submissions;

import dev.steerstream.tracker.page.Plot;
import dev.steerstream.tracker.page.Plot.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** How long a submission's rows are, against what a warm start takes. */
public final class LengthPlots {
    private static final long SHORTEST_BYTES = 64;
    private static final long SHORTEST_TOKENS = 16;
    /** About the sequence length where nothing else is set: 512 tokens. */
    private static final long CONTEXT_BYTES = 2048;

    private LengthPlots() {}

    /** Of the prompts, as ingest counted them. */
    public static Plot bytes(String dataset, SubmissionRow submission) {
        return Plot.bars(
                        "lengths",
                        "Rows by the length of their prompt",
                        "length of the prompt",
                        Curve.of("rows", "steered"),
                        rows(new TreeMap<>(submission.promptBytes()), SHORTEST_BYTES, CONTEXT_BYTES, LengthPlots::size),
                        "/v1/tracker/datasets/" + dataset + "/" + submission.submission() + "/lengths.csv",
                        "Ingest kept no lengths of this submission.")
                .withNames()
                .marked(null, null, log2(CONTEXT_BYTES) + 0.5)
                .noted(
                        "Each bar counts prompts up to its length and longer than the one before. Dashed: about the warm start's"
                                + " sequence length, 512 tokens unless set, which holds prompt and completion; a token is about"
                                + " 4 bytes of English.");
    }

    /** Of the training rows whole, as the newest warm start read them. */
    public static Plot tokens(String dataset, String submission, FramedRows framed) {
        return Plot.bars(
                        "tokens",
                        "Training rows by their length in tokens",
                        "tokens of prompt and completion",
                        Curve.of("rows", "steered"),
                        rows(framed.tokenLengths(), SHORTEST_TOKENS, framed.sequenceLength(), Long::toString),
                        "/v1/tracker/datasets/" + dataset + "/" + submission + "/tokens.csv",
                        "No training row was counted.")
                .withNames()
                .marked(null, null, log2(framed.sequenceLength()) + 0.5)
                .noted("As the newest warm start on it read them, for " + framed.model()
                        + ". Dashed: its sequence length, " + framed.sequenceLength()
                        + " tokens: longer rows are cut at the left or refused.");
    }

    /** A bar for each power of two from the shortest to beyond the context, so that empty ones are seen to be empty. */
    private static List<Plot.Row> rows(
            TreeMap<Long, Long> counts, long shortest, long context, LongFunction<String> name) {
        List<Plot.Row> rows = new ArrayList<>();
        if (counts.isEmpty()) return rows;
        long last = Math.max(2 * Long.highestOneBit(context), counts.lastKey());
        for (long bound = Math.min(shortest, counts.firstKey()); bound <= last; bound *= 2) {
            rows.add(Plot.Row.of(log2(bound), (double) counts.getOrDefault(bound, 0L))
                    .labelled(name.apply(bound)));
        }
        return rows;
    }

    private static String size(long bytes) {
        return bytes < 1024 ? bytes + " B" : bytes / 1024 + " KiB";
    }

    private static double log2(long number) {
        return Math.log(Math.max(1, number)) / Math.log(2);
    }
}
