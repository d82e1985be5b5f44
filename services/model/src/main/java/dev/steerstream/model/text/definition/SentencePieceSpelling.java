package dev.steerstream.model.text.definition;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How SentencePiece vocabularies with byte fallback write bytes. */
final class SentencePieceSpelling {
    static final String SPACE = "\u2581";

    /** The decoder's steps in a tokenizer.json. */
    static final List<String> DECODERS = List.of("Replace", "ByteFallback", "Fuse");

    private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");

    private SentencePieceSpelling() {}

    static byte[] bytes(String entry) {
        Matcher single = BYTE.matcher(entry);
        return single.matches()
                ? new byte[] {(byte) Integer.parseInt(single.group(1), 16)}
                : entry.replace(SPACE, " ").getBytes(StandardCharsets.UTF_8);
    }
}
