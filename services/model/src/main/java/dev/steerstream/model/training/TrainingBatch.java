package dev.steerstream.model.training;

import dev.steerstream.model.engine.TokenRow;
import java.util.List;

/** Rows of one step, laid one after the other. wanted: tokens that predict a completion token; gold: what they predict. */
@SuppressWarnings("ArrayRecordComponent") // handed to the module once, never compared
record TrainingBatch(long[] ids, long[] lengths, long[] wanted, long[] gold) {
    static TrainingBatch of(List<TokenRow> rows) {
        int tokens = rows.stream().mapToInt(TokenRow::length).sum();
        int completion = rows.stream().mapToInt(TokenRow::completionLength).sum();
        TrainingBatch batch =
                new TrainingBatch(new long[tokens], new long[rows.size()], new long[completion], new long[completion]);
        int at = 0;
        int want = 0;
        for (int r = 0; r < rows.size(); r++) {
            TokenRow row = rows.get(r);
            batch.lengths[r] = row.length();
            for (int t = 0; t < row.length(); t++) {
                batch.ids[at + t] = row.id(t);
                if (t >= row.completionStart()) {
                    batch.wanted[want] = at + t - 1L;
                    batch.gold[want++] = row.id(t);
                }
            }
            at += row.length();
        }
        return batch;
    }
}
