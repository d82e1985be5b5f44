package dev.steerstream.trainer;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.EncodedText;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The training rows of a dataset as token ids, checked against the sequence length: a row that is longer is cut at the left of its prompt where
 * its dataset says {@code truncation=left}, else the whole job is refused and the rows are named. For one thread.
 */
final class TrainingRows {
    private static final int MOST_NAMED = 10;

    private final PromptEncoder encoder;
    private final boolean chat;
    private final int sequenceLength;
    private final List<TokenRow> rows = new ArrayList<>();
    private final Map<Integer, Integer> lengths = new TreeMap<>();
    private final List<String> tooLong = new ArrayList<>();
    private int tooLongCount;
    private int truncated;
    private long tokens;

    /**
     * Begins with no rows.
     *
     * @param chat whether the model has a chat template; without one the prompt's contents are encoded as plain text
     * @param sequenceLength tokens of a row at most, prompt and completion together
     */
    TrainingRows(PromptEncoder encoder, boolean chat, int sequenceLength) {
        this.encoder = encoder;
        this.chat = chat;
        this.sequenceLength = sequenceLength;
    }

    void add(DatasetRow row) {
        TokenRow encoded = encode(row);
        lengths.merge(bucket(encoded.length()), 1, Integer::sum);
        if (encoded.length() > sequenceLength) {
            boolean cut = "left".equals(row.truncation()) && encoded.completionLength() < sequenceLength;
            if (!cut) {
                tooLongCount++;
                if (tooLong.size() < MOST_NAMED) tooLong.add(row.row() + " (" + encoded.length() + ")");
                return;
            }
            encoded = cutLeft(encoded);
            truncated++;
        }
        tokens += encoded.length();
        rows.add(encoded);
    }

    private TokenRow encode(DatasetRow row) {
        EncodedText text = chat
                ? encoder.chat(
                        row.prompt().stream()
                                .map(turn -> new ChatMessage(turn.role(), turn.content()))
                                .toList(),
                        row.completion())
                : encoder.plain(plain(row), row.completion());
        int[] ids = text.ids();
        // The encoder ends every completion with the end of text; a dataset may leave it out of the loss.
        if (!row.endOfTextInLoss()) ids = Arrays.copyOf(ids, ids.length - 1);
        if (ids.length <= text.completionStart() || text.completionStart() == 0) {
            throw SteerStreamException.user(
                    "ROW_WITHOUT_TOKENS",
                    "row " + row.row() + " has " + text.completionStart() + " prompt tokens and "
                            + (ids.length - text.completionStart())
                            + " completion tokens that count: both need at least one",
                    "Give it a prompt and a completion, or let the end of text count in the loss.");
        }
        return new TokenRow(ids, text.completionStart());
    }

    /** A model without a template continues text: only a single user turn is text. */
    private static String plain(DatasetRow row) {
        if (row.prompt().size() == 1) return row.prompt().get(0).content();
        throw SteerStreamException.user(
                "CHAT_TEMPLATE_MISSING",
                "row " + row.row() + " has " + row.prompt().size() + " turns, but the base model has no chat template",
                "Use an instruction-tuned base model, or publish rows with a single prompt.");
    }

    private TokenRow cutLeft(TokenRow row) {
        int dropped = row.length() - sequenceLength;
        int[] kept = new int[sequenceLength];
        for (int i = 0; i < sequenceLength; i++) kept[i] = row.id(dropped + i);
        return new TokenRow(kept, row.completionStart() - dropped);
    }

    /**
     * The rows in the dataset's order.
     *
     * @throws SteerStreamException user {@code ROWS_TOO_LONG} naming the first of them, or {@code NO_TRAINING_ROWS}
     */
    List<TokenRow> checked() {
        if (tooLongCount > 0) {
            throw SteerStreamException.user(
                    "ROWS_TOO_LONG",
                    tooLongCount + " training rows are longer than the sequence length of " + sequenceLength
                            + " tokens: row (tokens) " + String.join(", ", tooLong)
                            + (tooLongCount > tooLong.size() ? " and more" : "") + "; rows by length: " + lengths,
                    "Shorten them, set warm_start.sequence_length higher (the model's context allowing), or publish the"
                            + " dataset with truncation=left.");
        }
        if (rows.isEmpty()) {
            throw SteerStreamException.user(
                    "NO_TRAINING_ROWS",
                    "the dataset has no row in the split train",
                    "Publish rows, or set split_shares so that train gets some.");
        }
        return List.copyOf(rows);
    }

    /** Rows by the power of two that their length in tokens does not pass. */
    Map<Integer, Integer> lengths() {
        return lengths;
    }

    int truncated() {
        return truncated;
    }

    /** Of all rows, after truncation. */
    long tokens() {
        return tokens;
    }

    private static int bucket(int length) {
        int bound = Integer.highestOneBit(length);
        return bound == length ? bound : bound << 1;
    }
}
