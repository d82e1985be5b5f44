package dev.steerstream.schemas;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The chained hash of a dataset: {@code h(i) = sha256(h(i-1) || row bytes)}, h(-1) empty. Not thread-safe. */
public final class DatasetHash {

    private byte[] state;

    public DatasetHash() {
        this(new byte[0]);
    }

    /** Continues from a stored {@link #state()}. */
    public DatasetHash(byte[] state) {
        this.state = state.clone();
    }

    /** Takes the next row's bytes as they stand on the log. */
    public void add(byte[] row) {
        MessageDigest digest = sha256();
        digest.update(state);
        digest.update(row);
        state = digest.digest();
    }

    public byte[] state() {
        return state.clone();
    }

    /** Lower-case hex; of no rows it is the hash of nothing. */
    public String hex() {
        return HexFormat.of().formatHex(state.length == 0 ? sha256().digest() : state);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
