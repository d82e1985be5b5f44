package dev.steerstream.trainer;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.work.database.Json;
import dev.steerstream.work.datasets.SealedSubmission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * A submission as a warm start reads it: its first rows framed by the base model's chat template, and how long its training rows are in tokens. It
 * lies beside the submission, for people to look at, and goes with it.
 *
 * @param model reference of the base model
 * @param chatTemplateDigest sha256, or empty where the model has none
 * @param sequenceLength tokens of a row at most
 * @param tokenLengths training rows by the power of two that their length does not pass
 */
record FramedRows(
        String model,
        String chatTemplateDigest,
        int sequenceLength,
        Map<Integer, Integer> tokenLengths,
        List<Framed> rows) {
    private static final int LONGEST = 4_000;

    /**
     * One row, before anything is cut for the sequence length.
     *
     * @param prompt with the template's own tokens, up to where the completion begins
     */
    record Framed(int row, int tokens, String prompt, String completion) {}

    static FramedRows of(BaseModel model, int sequenceLength, TrainingRows rows) {
        List<Framed> framed = new ArrayList<>();
        for (TokenRow row : rows.first()) {
            framed.add(new Framed(
                    framed.size(),
                    row.length(),
                    text(model.tokenizer(), row, 0, row.completionStart()),
                    text(model.tokenizer(), row, row.completionStart(), row.length())));
        }
        return new FramedRows(model.reference(), model.templateDigest(), sequenceLength, rows.lengths(), framed);
    }

    private static String text(Tokenizer tokenizer, TokenRow row, int from, int to) {
        int[] ids = new int[to - from];
        for (int place = from; place < to; place++) ids[place - from] = row.id(place);
        // U+0000 cannot be stored in jsonb.
        String text = tokenizer.decode(ids, false).replace('\0', '\uFFFD');
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    void store(Handle handle, SealedSubmission sealed) {
        handle.createUpdate("update dataset_submission set framed = cast(:framed as jsonb) where tenant = :tenant"
                        + " and dataset = :dataset and submission = :submission")
                .bind("framed", Json.write(this))
                .bind("tenant", sealed.tenant())
                .bind("dataset", sealed.dataset())
                .bind("submission", sealed.submission())
                .execute();
    }
}
