package dev.steerstream.extractor;

import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rows.Judgement;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.model.text.ChatTemplateException;
import dev.steerstream.model.training.ExampleEncoder;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.Split;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
            if (row.split() == split) offered(row).ifPresent(offered::add);
        }
        return offered;
    }

    private Optional<Choices.Offered> offered(DatasetRow row) {
        EvaluationRow judged = JudgeableRow.of(row);
        List<Extraction.Example> answers = new ArrayList<>();
        if (judged.judgement() instanceof Judgement.OneRight one) {
            judged.choices().forEach(choice -> answers.add(example(row, choice)));
            return Optional.of(new Choices.Offered(answers, one.right()));
        }
        if (judged.judgement() instanceof Judgement.Truthful truthful) {
            // Beside the best one, other true ones are no wrong answers.
            int right = 0;
            for (int choice = 0; choice < judged.choices().size(); choice++) {
                boolean best = choice == truthful.best();
                if (best) right = answers.size();
                if (best || truthful.falseOfBest().contains(choice)) {
                    answers.add(example(row, judged.choices().get(choice)));
                }
            }
            return Optional.of(new Choices.Offered(answers, right));
        }
        return Optional.empty();
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
