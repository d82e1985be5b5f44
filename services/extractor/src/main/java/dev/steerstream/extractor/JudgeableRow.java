package dev.steerstream.extractor;

import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rows.PublishedRow;
import dev.steerstream.model.text.ChatMessage;
import dev.steerstream.schemas.DatasetRow;
import java.util.List;

/** A dataset's row as it is judged, so that a strength is chosen by the same choices that an evaluation counts. Stateless. */
public final class JudgeableRow {
    private JudgeableRow() {}

    /** A row is named by its place in the submission, from 1, as by its line in the published file. */
    public static EvaluationRow of(DatasetRow row) {
        List<ChatMessage> prompt = row.prompt().stream()
                .map(turn -> new ChatMessage(turn.role(), turn.content()))
                .toList();
        return PublishedRow.of(
                Math.toIntExact(row.row() + 1),
                row.group(),
                prompt,
                row.completion(),
                row.choices(),
                row.correctChoice(),
                row.trueChoices());
    }
}
