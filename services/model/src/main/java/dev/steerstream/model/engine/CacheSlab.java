package dev.steerstream.model.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Which row lies in which slot of the module's cache. Live rows are always the first slots, so a step narrows the cache
 * and never gathers; a closed row's slot is taken by the last row. Only for the engine's thread.
 */
final class CacheSlab {
    private static final long KEPT_WHEN_IDLE = 256L << 20; // bytes

    private final LlamaModule module;
    private final long positionBytes;
    private final long allowedBytes;
    private final List<SequenceRow> rows = new ArrayList<>();
    private int slots;
    private int capacity;

    CacheSlab(LlamaModule module, long allowedBytes) {
        this.module = module;
        this.positionBytes = SequenceMemory.positionBytes(module.config());
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
        long needed = SequenceMemory.bytes(module.config(), rows.size() + moreRows, longest);
        if (needed > allowedBytes) {
            throw new CacheFullException(needed, allowedBytes);
        }
    }

    /** Whether this many rows of this length fit, with nothing beside them. */
    boolean holds(int count, int longest) {
        return SequenceMemory.bytes(module.config(), count, longest) <= allowedBytes;
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
        if (count <= slots && SequenceMemory.positionsFor(length) <= capacity) {
            return;
        }
        int grownSlots = count <= slots ? slots : SequenceMemory.slotsFor(count);
        int grownCapacity = SequenceMemory.positionsFor(length) <= capacity
                ? capacity
                : Math.max(
                        SequenceMemory.positionsFor(length),
                        Math.min(2 * capacity, SequenceMemory.positionsFor(longest)));
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
