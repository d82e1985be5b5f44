package dev.steerstream.ingest.row;

import dev.steerstream.schemas.ChatMessage;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;

/**
 * What a row says, in one form, before its split is decided.
 *
 * @param prompt the turns before the answer
 * @param choices the answers to choose from, or empty
 * @param correctChoice index into {@code choices}, or null
 * @param split given by the publisher, or null
 * @param group given by the publisher, or null
 * @param trueChoices indexes into {@code choices} of all true ones, or null where one is right
 */
public record PublishedRow(
        List<ChatMessage> prompt,
        String completion,
        List<String> choices,
        Integer correctChoice,
        Split split,
        String group,
        List<Integer> trueChoices) {

    public PublishedRow {
        prompt = List.copyOf(prompt);
        choices = choices == null ? List.of() : List.copyOf(choices);
        trueChoices = trueChoices == null ? null : List.copyOf(trueChoices);
    }

    /** UTF-8 length of all prompt contents. */
    public int promptBytes() {
        return prompt.stream()
                .mapToInt(message -> message.content().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /**
     * Which rows must stay together: the publisher's group, or the hash of the prompt in Unicode's composed form with white space folded, so that
     * one question in two typings does not cross splits.
     */
    public String effectiveGroup() {
        if (group != null) return group;
        StringBuilder text = new StringBuilder();
        prompt.forEach(message -> text.append(message.role())
                .append('\n')
                .append(Normalizer.normalize(message.content(), Normalizer.Form.NFC)
                        .strip()
                        .replaceAll("\\s+", " "))
                .append('\n'));
        return "prompt-" + Hashes.hex(Hashes.sha256(text.toString()));
    }

    /** The row as it goes to {@code dataset-rows}. */
    public DatasetRow normalised(Address address, long number, Split decided, SubmissionEnd options) {
        return new DatasetRow(
                address.dataset(),
                address.submission(),
                number,
                decided,
                effectiveGroup(),
                prompt,
                completion,
                choices,
                correctChoice,
                options.endOfTextInLoss() == null || options.endOfTextInLoss(),
                options.truncation() == null ? "refuse" : options.truncation(),
                promptBytes(),
                completion.getBytes(StandardCharsets.UTF_8).length,
                trueChoices);
    }
}
