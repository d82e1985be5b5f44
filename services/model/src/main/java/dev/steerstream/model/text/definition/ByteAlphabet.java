package dev.steerstream.model.text.definition;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The printable characters by which byte-level BPE vocabularies write bytes (GPT-2): printable Latin-1 bytes stand for
 * themselves, the other 68 for the characters from U+0100 on, in order.
 */
final class ByteAlphabet {
    private static final int FIRST_SUBSTITUTE = 0x100;
    private static final short[] BYTE_OF = new short[FIRST_SUBSTITUTE + 68];

    static {
        int substitute = FIRST_SUBSTITUTE;
        Arrays.fill(BYTE_OF, (short) -1);
        for (int b = 0; b < 256; b++) {
            boolean itself = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            BYTE_OF[itself ? b : substitute++] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /** The bytes that a vocabulary entry stands for; an entry with a character outside the alphabet is its own text. */
    static byte[] bytes(String entry) {
        ByteBuffer bytes = ByteBuffer.allocate(entry.length());
        for (int i = 0; i < entry.length(); i++) {
            char c = entry.charAt(i);
            if (c >= BYTE_OF.length || BYTE_OF[c] < 0) {
                return entry.getBytes(StandardCharsets.UTF_8);
            }
            bytes.put((byte) BYTE_OF[c]);
        }
        return bytes.array();
    }
}
