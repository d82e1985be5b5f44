package dev.steerstream.model.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns prompts and completions into ids: the same way for training, scoring and generation. Thread-safe.
 *
 * <p>In a conversation only the template's own special tokens count. Those in a message's content are text: before rendering,
 * each gets a mark inside, so that it is none; afterwards the text is cut at the special tokens that are left, as the tokenizer
 * would cut it, and the marks are taken out of the pieces in between, which are then encoded without special tokens.
 */
public final class PromptEncoder {
    private static final char FIRST_MARK = '\ufdd0'; // these 32 characters are set aside for use inside of programs
    private static final char LAST_MARK = '\ufdef';

    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;
    private final Optional<Pattern> special;

    public PromptEncoder(Tokenizer tokenizer, Optional<ChatTemplate> template) {
        this.tokenizer = tokenizer;
        this.template = template;
        String alternatives = tokenizer.specialTokens().keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed()) // the longest one wins, as in the tokenizer
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        this.special = alternatives.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(alternatives));
    }

    /** A conversation up to the point where the assistant answers. */
    public EncodedText chat(List<ChatMessage> messages) {
        return new EncodedText(rendered(messages), new int[0]);
    }

    /** The same with the assistant's answer, which ends with the end-of-text token. */
    public EncodedText chat(List<ChatMessage> messages, String completion) {
        return new EncodedText(rendered(messages), ended(tokenizer.encode(completion, false)));
    }

    /** Text as it is, special tokens in it recognised: for trusted text that was rendered elsewhere. */
    public EncodedText raw(String prompt) {
        return new EncodedText(prefixed(tokenizer.encode(prompt, true)), new int[0]);
    }

    /** The same with a completion; the end-of-text token is there when the completion's text ends with it. */
    public EncodedText raw(String prompt, String completion) {
        return new EncodedText(prefixed(tokenizer.encode(prompt, true)), tokenizer.encode(completion, true));
    }

    /** Text without a template, nothing in it a special token: for users' text on a model without a template. */
    public EncodedText plain(String prompt) {
        return new EncodedText(prefixed(tokenizer.encode(prompt, false)), new int[0]);
    }

    /** The same with a completion, which ends with the end-of-text token. */
    public EncodedText plain(String prompt, String completion) {
        return new EncodedText(prefixed(tokenizer.encode(prompt, false)), ended(tokenizer.encode(completion, false)));
    }

    private int[] rendered(List<ChatMessage> messages) {
        ChatTemplate chat = template.orElseThrow(
                () -> new ChatTemplateException(
                        "This model has no chat template, but messages need one. Send a prompt, or use an instruction-tuned model."));
        char mark = unusedMark(messages);
        List<ChatMessage> marked = messages.stream()
                .map(message -> new ChatMessage(message.role(), marked(message.content(), mark)))
                .toList();
        return encodePieces(chat.render(marked, true), String.valueOf(mark));
    }

    private static char unusedMark(List<ChatMessage> messages) {
        for (char mark = FIRST_MARK; mark <= LAST_MARK; mark++) {
            char candidate = mark;
            if (messages.stream().noneMatch(message -> message.content().indexOf(candidate) >= 0)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException(
                "messages use all of U+FDD0 to U+FDEF, which are no characters, but one of them"
                        + " must be free to keep special tokens out. Remove them.");
    }

    private String marked(String content, char mark) {
        String current = content;
        // Again until none is left: special tokens may overlap.
        while (special.isPresent() && special.get().matcher(current).find()) {
            current = special.get()
                    .matcher(current)
                    .replaceAll(found -> Matcher.quoteReplacement(
                            found.group().substring(0, 1) + mark + found.group().substring(1)));
        }
        return current;
    }

    private int[] encodePieces(String text, String mark) {
        List<int[]> pieces = new ArrayList<>();
        int start = 0;
        if (special.isPresent()) {
            Matcher matcher = special.get().matcher(text);
            while (matcher.find()) {
                pieces.add(
                        tokenizer.encode(text.substring(start, matcher.start()).replace(mark, ""), false));
                pieces.add(new int[] {tokenizer.specialTokens().get(matcher.group())});
                start = matcher.end();
            }
        }
        pieces.add(tokenizer.encode(text.substring(start).replace(mark, ""), false));
        return pieces.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private int[] prefixed(int[] ids) {
        return IntStream.concat(Arrays.stream(tokenizer.prefixIds()), Arrays.stream(ids))
                .toArray();
    }

    private int[] ended(int[] ids) {
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = tokenizer.endOfTextId();
        return ended;
    }
}
