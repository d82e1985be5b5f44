package dev.steerstream.core.decoding.generation;

import dev.steerstream.core.decoding.sequence.HashModel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Tokens whose text is a run of bytes from a table; characters may lie across tokens. */
public final class ByteText implements TokenText {
    private final byte[][] table;
    private byte[] pending = new byte[0];

    ByteText(byte[][] table) {
        this.table = table;
    }

    /** Token v is a letter or two: "a", "b", ..., then "a0", ... */
    public static ByteText letters() {
        byte[][] table = new byte[HashModel.VOCABULARY][];
        for (int v = 0; v < table.length; v++) {
            String text = (char) ('a' + v % 26) + (v < 26 ? "" : String.valueOf(v % 10));
            table[v] = text.getBytes(StandardCharsets.UTF_8);
        }
        return new ByteText(table);
    }

    @Override
    public String append(int token) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(pending);
        bytes.writeBytes(table[token]);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);
        ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray());
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, false);
        pending = new byte[in.remaining()];
        in.get(pending);
        return out.flip().toString();
    }

    @Override
    public String finish() {
        String rest = pending.length == 0 ? "" : "\uFFFD";
        pending = new byte[0];
        return rest;
    }

    @Override
    public TokenText fork() {
        ByteText copy = new ByteText(table);
        copy.pending = pending.clone();
        return copy;
    }
}
