package dev.steerstream.model.text;

import dev.steerstream.core.decoding.generation.TokenText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns tokens into text one by one. A character may be spread over several tokens: only whole characters are given out, so the
 * pieces joined are the text of all tokens. For one answer and one thread.
 */
public final class IncrementalDecoder implements TokenText {
    private static final int LONGEST_INCOMPLETE = 3; // bytes of a UTF-8 character that lacks its last

    private final Tokenizer tokenizer;
    private final boolean skipSpecial;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] pending = new byte[0];

    public IncrementalDecoder(Tokenizer tokenizer, boolean skipSpecial) {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
    }

    /**
     * Appends a token and returns the text that became certain, perhaps none.
     *
     * @throws IllegalArgumentException when the tokenizer has no such id
     */
    @Override
    public String append(int id) {
        byte[] token = tokenizer.bytesOf(id);
        return skipSpecial && tokenizer.isSpecial(id) ? "" : decode(token, false);
    }

    /** Ends the text: the beginning of a character that never came whole becomes U+FFFD. The decoder can be used anew. */
    @Override
    public String finish() {
        String rest = decode(new byte[0], true);
        decoder.reset();
        return rest;
    }

    @Override
    public IncrementalDecoder fork() {
        IncrementalDecoder copy = new IncrementalDecoder(tokenizer, skipSpecial);
        copy.pending = pending.clone();
        return copy;
    }

    private String decode(byte[] more, boolean end) {
        ByteBuffer bytes = ByteBuffer.allocate(pending.length + more.length)
                .put(pending)
                .put(more)
                .flip();
        CharBuffer text = CharBuffer.allocate(bytes.remaining() + LONGEST_INCOMPLETE);
        decoder.decode(bytes, text, end);
        if (end) {
            decoder.flush(text);
        }
        pending = new byte[bytes.remaining()];
        bytes.get(pending);
        return text.flip().toString();
    }
}
