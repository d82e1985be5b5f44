package dev.steerstream.schemas;

import java.util.List;

/**
 * One validated, normalised row on {@code dataset-rows}, whatever form it was published in.
 *
 * @param row 0-based number within the submission
 * @param prompt the turns before the answer, at least one; a plain prompt is one user turn
 * @param completion the reference answer
 * @param choices the answers to choose from, or empty
 * @param correctChoice index into {@code choices} of the right one, or null
 * @param group rows of one group never cross splits; ingest makes one of the normalised prompt where the publisher gave none
 * @param endOfTextInLoss whether the end-of-text token after the completion counts in the loss
 * @param truncation {@code refuse} or {@code left}: what happens where the row is longer than the sequence length
 * @param promptBytes UTF-8 length of all prompt contents
 * @param completionBytes UTF-8 length of the completion
 * @param trueChoices indexes into {@code choices} of all true ones, where more than one may be true: {@code correctChoice} is then the best of them;
 *     null where one choice is right and all others are wrong
 */
public record DatasetRow(
        String dataset,
        String submission,
        long row,
        Split split,
        String group,
        List<ChatMessage> prompt,
        String completion,
        List<String> choices,
        Integer correctChoice,
        boolean endOfTextInLoss,
        String truncation,
        int promptBytes,
        int completionBytes,
        List<Integer> trueChoices) {

    public DatasetRow {
        prompt = Immutable.list(prompt);
        choices = choices == null ? List.of() : List.copyOf(choices);
        trueChoices = Immutable.list(trueChoices);
    }

    /** The members of the first release. */
    public DatasetRow(
            String dataset,
            String submission,
            long row,
            Split split,
            String group,
            List<ChatMessage> prompt,
            String completion,
            List<String> choices,
            Integer correctChoice,
            boolean endOfTextInLoss,
            String truncation,
            int promptBytes,
            int completionBytes) {
        this(
                dataset,
                submission,
                row,
                split,
                group,
                prompt,
                completion,
                choices,
                correctChoice,
                endOfTextInLoss,
                truncation,
                promptBytes,
                completionBytes,
                null);
    }
}
