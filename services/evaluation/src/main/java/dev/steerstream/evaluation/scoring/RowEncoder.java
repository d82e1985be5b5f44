package dev.steerstream.evaluation.scoring;

import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.text.ChatTemplate;
import dev.steerstream.model.text.ChatTemplateException;
import dev.steerstream.model.text.EncodedText;
import dev.steerstream.model.text.PromptEncoder;
import dev.steerstream.model.text.Tokenizer;
import dev.steerstream.model.training.ExampleEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Turns rows into tokens as a warm start does, but whole. Thread-safe. */
public final class RowEncoder {
    private final Tokenizer tokenizer;
    private final PromptEncoder prompts;
    private final ExampleEncoder examples;
    private final Encoding encoding;

    /** @param contextLength of the model: a longer row is refused */
    public RowEncoder(Tokenizer tokenizer, Optional<ChatTemplate> template, int contextLength, Encoding encoding) {
        this.tokenizer = tokenizer;
        this.prompts = new PromptEncoder(tokenizer, template);
        this.examples = new ExampleEncoder(prompts, template.isPresent(), contextLength);
        this.encoding = encoding;
    }

    public static RowEncoder of(LanguageModel model, Encoding encoding) {
        return new RowEncoder(
                model.tokenizer(), model.chatTemplate(), model.description().contextLength(), encoding);
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
        List<TokenRow> choices =
                row.choices().stream().map(choice -> tokens(row, choice, false)).toList();
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
        EncodedText text = raw ? prompts.raw(prompt, completion) : prompts.plain(prompt, completion);
        int[] ids = text.ids();
        boolean cut = !(raw && ended)
                && ids.length - text.completionStart() > 1
                && tokenizer.endOfTextIds().contains(ids[ids.length - 1]);
        return new TokenRow(cut ? Arrays.copyOf(ids, ids.length - 1) : ids, text.completionStart());
    }
}
