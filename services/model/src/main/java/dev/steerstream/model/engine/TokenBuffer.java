package dev.steerstream.model.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The integers of one call, [3, tokens]: ids, positions, owners (number of the adapter in the composition, 0 for none). */
final class TokenBuffer {
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);
    private int tokens;

    void reset(int count) {
        int bytes = 3 * count * Long.BYTES;
        if (memory.capacity() < bytes) {
            memory = ByteBuffer.allocateDirect(Integer.highestOneBit(bytes) * 2).order(ByteOrder.nativeOrder());
        }
        memory.clear().limit(bytes);
        tokens = count;
    }

    void set(int index, int id, int position, int owner) {
        memory.putLong(index * Long.BYTES, id);
        memory.putLong((tokens + index) * Long.BYTES, position);
        memory.putLong((2 * tokens + index) * Long.BYTES, owner);
    }

    ByteBuffer bytes() {
        return memory;
    }
}
