package dev.steerstream.model.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The base model's hidden states of forwards, by what they depend on: the model, how it computes, and the forward's tokens. The warm model has
 * its own with every adapter, the base model the same with all of them. Only for the engine's thread.
 */
final class KnownStates {
    private final StatesStore store;
    private final String made;
    private final int width;

    /** @param made names the model, its weight format and threads */
    KnownStates(StatesStore store, String made, int width) {
        this.store = store;
        this.made = made;
        this.width = width;
    }

    /** {@code [contexts, width]}, or null. */
    float[] find(PackedRows packed) {
        return store.find(key(packed), packed.contexts() * width).orElse(null);
    }

    void keep(PackedRows packed, float[] states) {
        store.keep(key(packed), states);
    }

    private String key(PackedRows packed) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((made + "\n" + width + "\n").getBytes(StandardCharsets.UTF_8));
            ByteBuffer numbers = ByteBuffer.allocate(3 * Integer.BYTES);
            packed.tell(
                    (id, depth, end) -> {
                        numbers.clear().putInt(id).putInt(depth).putInt(end);
                        digest.update(numbers.array());
                    },
                    (start, length, follows, branches) -> {
                        numbers.clear().putInt(-1).putInt(start).putInt(length);
                        digest.update(numbers.array());
                    });
            for (long state : packed.wanted(1, true)) {
                digest.update(numbers.clear().putLong(state).flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
