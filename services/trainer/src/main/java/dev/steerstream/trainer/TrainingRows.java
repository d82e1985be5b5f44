package dev.steerstream.trainer;

import dev.steerstream.model.engine.EngineException;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.ChatTemplateException;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.model.training.ExampleEncoder;
import dev.steerstream.model.training.ExampleTooLongException;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.Split;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The training rows of a dataset as token ids, checked before the first step, and its calibration rows that the run is measured on. A training row that is longer than the sequence length is cut at the
 * left of its prompt where its dataset says {@code truncation=left}; else the whole job is refused and the rows are named. A row of any split that
 * is longer than the model's context is refused: nobody could answer it either. For one thread.
 */
final class TrainingRows {
    private static final String LEFT = "left";
    private static final int FIRST = 5;

    private final ExampleEncoder whole;
    private final ExampleEncoder fitting;
    private final int sequenceLength;
    private final int contextLength;
    private final List<TokenRow> rows = new ArrayList<>();
    private final List<TokenRow> calibration = new ArrayList<>();
    private final List<TokenRow> first = new ArrayList<>();
    private final Map<Integer, Integer> lengths = new TreeMap<>();
    private final NamedRows tooLong = new NamedRows();
    private final NamedRows beyondContext = new NamedRows();
    private int truncated;
    private long tokens;

    /**
     * Begins with no rows.
     *
     * @param template whether the model has a chat template; without one a prompt is a single turn and encoded as plain text
     * @param sequenceLength tokens of a row at most, prompt and completion together
     * @param contextLength positions of a sequence that the model has, less those of the method's virtual tokens
     */
    TrainingRows(PromptEncoder encoder, boolean template, int sequenceLength, int contextLength) {
        this.whole = new ExampleEncoder(encoder, template, Integer.MAX_VALUE);
        this.fitting = new ExampleEncoder(encoder, template, sequenceLength);
        this.sequenceLength = sequenceLength;
        this.contextLength = contextLength;
    }

    /** Takes the next row, of whatever split. */
    void add(DatasetRow row) {
        TokenRow encoded = encode(whole, row, false);
        if (encoded.length() > contextLength) {
            beyondContext.add(row, encoded.length());
            return;
        }
        if (row.row() == first.size() && first.size() < FIRST) first.add(encoded);
        if (row.split() == Split.CALIBRATION) calibration.add(encoded);
        if (row.split() != Split.TRAIN) return;
        lengths.merge(bucket(encoded.length()), 1, Integer::sum);
        if (encoded.length() > sequenceLength) {
            if (!LEFT.equals(row.truncation())) {
                tooLong.add(row, encoded.length());
                return;
            }
            try {
                encoded = encode(fitting, row, true);
            } catch (ExampleTooLongException completionAlone) {
                tooLong.add(row, encoded.length());
                return;
            }
            truncated++;
        }
        tokens += encoded.length();
        rows.add(encoded);
    }

    private static TokenRow encode(ExampleEncoder encoder, DatasetRow row, boolean truncateLeft) {
        try {
            List<ChatMessage> turns = row.prompt().stream()
                    .map(turn -> new ChatMessage(turn.role(), turn.content()))
                    .toList();
            return encoder.encode(turns, row.completion(), row.endOfTextInLoss(), truncateLeft);
        } catch (ExampleTooLongException tooLong) {
            throw tooLong;
        } catch (IllegalArgumentException | ChatTemplateException | EngineException refused) {
            throw SteerStreamException.user(
                    "ROW_NOT_ENCODABLE",
                    "row " + row.row() + " of submission " + row.submission() + " of dataset " + row.dataset()
                            + " cannot be encoded: " + refused.getMessage(),
                    "Correct the row and publish the dataset again.");
        }
    }

    /**
     * The training rows in the dataset's order.
     *
     * @throws SteerStreamException user {@code ROWS_BEYOND_CONTEXT} or {@code ROWS_TOO_LONG} naming the first of them, or {@code NO_TRAINING_ROWS}
     */
    List<TokenRow> checked() {
        if (!beyondContext.isEmpty()) {
            throw SteerStreamException.user(
                    "ROWS_BEYOND_CONTEXT",
                    beyondContext.count() + " rows are longer than the model's context for them of " + contextLength
                            + " tokens: row (tokens) " + beyondContext,
                    "Shorten them and publish the dataset again, or use a model with a longer context.");
        }
        if (!tooLong.isEmpty()) {
            throw SteerStreamException.user(
                    "ROWS_TOO_LONG",
                    tooLong.count() + " training rows are longer than the sequence length of " + sequenceLength
                            + " tokens: row (tokens) " + tooLong + "; training rows by length: " + lengths,
                    "Shorten them, set warm_start.sequence_length higher (the model's context for a row is "
                            + contextLength + "), or publish the dataset with truncation=left.");
        }
        if (rows.isEmpty()) {
            throw SteerStreamException.user(
                    "NO_TRAINING_ROWS",
                    "the dataset has no row in the split train",
                    "Publish rows, or set split_shares so that train gets some.");
        }
        return List.copyOf(rows);
    }

    /** The calibration rows in the dataset's order, whole: the very tokens that the strength will be fitted on. */
    List<TokenRow> calibration() {
        return List.copyOf(calibration);
    }

    /** Row 0 and those after it, a few, of whatever split, whole. */
    List<TokenRow> first() {
        return List.copyOf(first);
    }

    /** Training rows by the power of two that their length in tokens, before truncation, does not pass. */
    Map<Integer, Integer> lengths() {
        return lengths;
    }

    int truncated() {
        return truncated;
    }

    /** Of all training rows, after truncation. */
    long tokens() {
        return tokens;
    }

    private static int bucket(int length) {
        int bound = Integer.highestOneBit(length);
        return bound == length ? bound : bound << 1;
    }

    /** Counts rows and names the first of them. */
    private static final class NamedRows {
        private static final int MOST_NAMED = 10;

        private final List<String> first = new ArrayList<>();
        private int count;

        void add(DatasetRow row, int length) {
            count++;
            if (first.size() < MOST_NAMED) first.add(row.row() + " (" + length + ")");
        }

        boolean isEmpty() {
            return count == 0;
        }

        int count() {
            return count;
        }

        @Override
        public String toString() {
            return String.join(", ", first) + (count > first.size() ? " and more" : "");
        }
    }
}
