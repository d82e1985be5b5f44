package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Which row lies in which slot of the module's cache. Live rows are always the first slots, so a step narrows the cache
 * and never gathers; a closed row's slot is taken by the last row. Only for the engine's thread.
 */
final class CacheSlab {
    private static final int BLOCK = 64; // positions
    private static final int FEWEST_SLOTS = 4;
    private static final long KEPT_WHEN_IDLE = 256L << 20; // bytes

    private final LlamaModule module;
    private final long positionBytes;
    private final long allowedBytes;
    private final List<SequenceRow> rows = new ArrayList<>();
    private int slots;
    private int capacity;

    CacheSlab(LlamaModule module, long allowedBytes) {
        TransformerConfig config = module.config();
        this.module = module;
        this.positionBytes = 2L * Float.BYTES * config.layers() * config.keyValueHeads() * config.headSize();
        this.allowedBytes = allowedBytes;
    }

    SequenceRow row(int slot) {
        return rows.get(slot);
    }

    int liveRows() {
        return rows.size();
    }

    /** The length of all rows, or -1 where they differ. */
    static int commonLength(List<SequenceRow> rows) {
        int length = rows.get(0).length;
        return rows.stream().allMatch(row -> row.length == length) ? length : -1;
    }

    /** Refuses what could not grow to its full length beside the live rows: a step must never fail for want of memory. */
    void checkRoom(int moreRows, int longest) {
        long needed = positionBytes * slotsFor(rows.size() + moreRows) * positionsFor(longest);
        if (needed > allowedBytes) {
            throw new CacheFullException(needed, allowedBytes);
        }
    }

    private static int slotsFor(int count) {
        return Math.max(FEWEST_SLOTS, (count + 3) / 4 * 4);
    }

    /** One position more than asked: a row that a step passes over writes its dummy token there. */
    private static int positionsFor(int length) {
        return length / BLOCK * BLOCK + BLOCK;
    }

    /** Gives new rows the slots after the live ones. */
    void add(List<SequenceRow> added, int length, int longest) {
        reserve(rows.size() + added.size(), length, longest);
        for (SequenceRow row : added) {
            row.slot = rows.size();
            rows.add(row);
        }
    }

    /** Room for this many rows of this length; grows ahead, but not beyond what the longest sequence may need. */
    void reserve(int count, int length, int longest) {
        if (count <= slots && positionsFor(length) <= capacity) {
            return;
        }
        int grownSlots = count <= slots ? slots : slotsFor(count);
        int grownCapacity = positionsFor(length) <= capacity
                ? capacity
                : Math.max(positionsFor(length), Math.min(2 * capacity, positionsFor(longest)));
        int used = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        module.growCache(grownSlots, grownCapacity, rows.size(), used);
        slots = grownSlots;
        capacity = grownCapacity;
    }

    /** Makes a row that lies in the slab hold what another one does. */
    void copy(SequenceRow from, SequenceRow to) {
        module.moveRow(from.slot, to.slot, from.length);
        to.length = from.length;
    }

    void remove(SequenceRow row) {
        SequenceRow last = rows.remove(rows.size() - 1);
        if (last != row) {
            module.moveRow(last.slot, row.slot, last.length);
            last.slot = row.slot;
            rows.set(last.slot, last);
        }
        if (rows.isEmpty() && positionBytes * slots * capacity > KEPT_WHEN_IDLE) {
            module.growCache(0, 0, 0, 0);
            slots = 0;
            capacity = 0;
        }
    }
}
