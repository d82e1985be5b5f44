package dev.steerstream.model.training;

import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.FileDigest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The rows of a run as the sequence length leaves them.
 *
 * @param rows those with a completion token within the length, cut to it
 * @param truncation what the length did to the rows given
 * @param digest of the rows given
 */
record FittedRows(List<TokenRow> rows, Truncation truncation, String digest) {
    static FittedRows of(List<TokenRow> given, int length) {
        List<TokenRow> rows = given.stream()
                .filter(row -> row.completionStart() < length)
                .map(row -> row.truncated(length))
                .toList();
        int cut = (int) given.stream()
                .filter(row -> row.length() > length && row.completionStart() < length)
                .count();
        return new FittedRows(rows, new Truncation(given.size(), cut, given.size() - rows.size()), digest(given));
    }

    /** sha256 of the rows' tokens, lengths included. */
    static String digest(List<TokenRow> rows) {
        MessageDigest digest = FileDigest.sha256();
        for (TokenRow row : rows) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (row.length() + 2))
                    .putInt(row.length())
                    .putInt(row.completionStart());
            for (int i = 0; i < row.length(); i++) {
                bytes.putInt(row.id(i));
            }
            digest.update(bytes.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
