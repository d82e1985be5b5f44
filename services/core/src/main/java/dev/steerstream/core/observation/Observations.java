package dev.steerstream.core.observation;

import dev.steerstream.core.statistics.RowGroups;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The answer tokens of the calibration rows under one mask. Tokens whose gold token is masked have infinite loss at any strength: they are
 * counted and left out. Grows on one thread, then is only read.
 */
public final class Observations {
    private final List<TokenObservation> kept = new ArrayList<>();
    private final RowGroups rowGroups;
    private final long maximumBytes;
    private long bytes;
    private int tokens;

    public Observations(RowGroups rowGroups, long maximumBytes) {
        this.rowGroups = rowGroups;
        this.maximumBytes = maximumBytes;
    }

    public void addMasked() {
        tokens++;
    }

    public void add(TokenObservation observation) {
        bytes += observation.bytes();
        if (bytes > maximumBytes) {
            throw new CalibrationMemoryException(maximumBytes, tokens);
        }
        tokens++;
        kept.add(observation);
    }

    /** A token of the row in progress, without a mask. */
    public void add(TokenSummary summary, int vocabularySize) {
        add(summary, rowGroups.group(), vocabularySize);
    }

    /** A token of a group, without a mask. */
    public void add(TokenSummary summary, int group, int vocabularySize) {
        add(summary.observation(group, vocabularySize));
    }

    public List<TokenObservation> kept() {
        return Collections.unmodifiableList(kept);
    }

    /** All answer tokens, masked gold included. */
    public int tokens() {
        return tokens;
    }

    /** Answer tokens whose gold token survived. */
    public int keptTokens() {
        return kept.size();
    }

    /** Kept tokens with more than one survivor. */
    public int informativeTokens() {
        int informative = 0;
        for (TokenObservation observation : kept) {
            informative += observation.informative() ? 1 : 0;
        }
        return informative;
    }

    public int rows() {
        return rowGroups.rows();
    }

    public int groups() {
        return rowGroups.groups();
    }

    public int rowsOf(int group) {
        return rowGroups.rowsOf(group);
    }
}
