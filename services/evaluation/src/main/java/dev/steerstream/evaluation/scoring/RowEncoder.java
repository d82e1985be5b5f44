package dev.steerstream.evaluation.scoring;

import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.scoring.EncodedRow.EncodedChoice;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatTemplateException;
import dev.steerstream.model.text.EncodedText;
import dev.steerstream.model.training.ExampleEncoder;
import java.util.Arrays;
import java.util.List;

/** Turns rows into tokens as a warm start does, but whole. Thread-safe. */
public final class RowEncoder {
    private final LanguageModel model;
    private final ExampleEncoder examples;
    private final Encoding encoding;

    public RowEncoder(LanguageModel model, Encoding encoding) {
        this.model = model;
        this.encoding = encoding;
        this.examples = new ExampleEncoder(
                model.promptEncoder(),
                model.chatTemplate().isPresent(),
                model.description().contextLength());
    }

    /** Prompt and reference answer, the end of the text included. */
    public TokenRow reference(EvaluationRow row) {
        return tokens(row, row.completion(), true);
    }

    /** The prompt alone, up to where the answer begins. */
    public int[] prompt(EvaluationRow row) {
        TokenRow whole = reference(row);
        int[] prompt = new int[whole.completionStart()];
        for (int t = 0; t < prompt.length; t++) prompt[t] = whole.id(t);
        return prompt;
    }

    EncodedRow encode(EvaluationRow row) {
        TokenRow reference = reference(row);
        List<EncodedChoice> choices = row.choices().stream()
                .map(choice -> EncodedChoice.of(tokens(row, choice, false), reference))
                .toList();
        return new EncodedRow(row, reference, choices);
    }

    private TokenRow tokens(EvaluationRow row, String completion, boolean ended) {
        try {
            return encoding == Encoding.CHAT
                    ? examples.encode(row.prompt(), completion, ended, false)
                    : unrendered(row, completion, ended);
        } catch (IllegalArgumentException | ChatTemplateException refused) {
            throw new IllegalArgumentException(
                    "The row of line " + row.line() + " cannot be encoded: " + refused.getMessage(), refused);
        }
    }

    private TokenRow unrendered(EvaluationRow row, String completion, boolean ended) {
        if (row.prompt().size() != 1) {
            throw new IllegalArgumentException("without a chat template a prompt is one text, not "
                    + row.prompt().size() + " turns.");
        }
        String prompt = row.prompt().get(0).content();
        boolean raw = encoding == Encoding.RAW;
        EncodedText text = raw
                ? model.promptEncoder().raw(prompt, completion)
                : model.promptEncoder().plain(prompt, completion);
        int[] ids = text.ids();
        boolean cut = !(raw && ended)
                && ids.length - text.completionStart() > 1
                && model.tokenizer().endOfTextIds().contains(ids[ids.length - 1]);
        return new TokenRow(cut ? Arrays.copyOf(ids, ids.length - 1) : ids, text.completionStart());
    }
}
