package dev.steerstream.extractor;

import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.ChatTemplateException;
import dev.steerstream.model.training.ExampleEncoder;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.Split;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes the rows of a split as the warm start encoded its own, but whole: what judges is not cut to the length that training affords, since
 * answers are not either. The trainer has refused what is beyond the context.
 */
final class Examples {
    private final ExampleEncoder encoder;

    Examples(LanguageModel model) {
        this.encoder = new ExampleEncoder(
                model.promptEncoder(),
                model.chatTemplate().isPresent(),
                model.description().contextLength());
    }

    /** @throws SteerStreamException of kind user naming the first row that cannot be encoded */
    List<Extraction.Example> of(List<DatasetRow> rows, Split split) {
        List<Extraction.Example> examples = new ArrayList<>();
        for (DatasetRow row : rows) {
            if (row.split() == split) examples.add(example(row));
        }
        return examples;
    }

    /** The answers that a split's rows offer to choose from; rows without a right one among them offer none. */
    List<Choices.Offered> offered(List<DatasetRow> rows, Split split) {
        List<Choices.Offered> offered = new ArrayList<>();
        for (DatasetRow row : rows) {
            if (row.split() != split
                    || row.correctChoice() == null
                    || row.choices().size() < 2) continue;
            // Beside the right one, other true ones are no wrong answers.
            List<Extraction.Example> answers = new ArrayList<>();
            int right = 0;
            for (int choice = 0; choice < row.choices().size(); choice++) {
                if (choice == row.correctChoice()) right = answers.size();
                else if (row.trueChoices() != null && row.trueChoices().contains(choice)) continue;
                answers.add(example(row, row.choices().get(choice)));
            }
            offered.add(new Choices.Offered(answers, right));
        }
        return offered;
    }

    private Extraction.Example example(DatasetRow row) {
        return example(row, row.completion());
    }

    private Extraction.Example example(DatasetRow row, String completion) {
        try {
            List<ChatMessage> prompt = row.prompt().stream()
                    .map(turn -> new ChatMessage(turn.role(), turn.content()))
                    .toList();
            return new Extraction.Example(
                    row.row(),
                    row.group() != null ? row.group() : "row " + row.row(),
                    encoder.encode(prompt, completion, row.endOfTextInLoss(), false));
        } catch (IllegalArgumentException | ChatTemplateException refused) {
            throw new SteerStreamException(
                    SteerStreamException.user(
                                    "ROW_NOT_ENCODABLE",
                                    "Row " + row.row() + " of submission " + row.submission() + " of dataset "
                                            + row.dataset() + " cannot be encoded: " + refused.getMessage(),
                                    "Publish the dataset again with this row mended.")
                            .failure(),
                    refused);
        }
    }
}
