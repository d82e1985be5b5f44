package dev.steerstream.tracker.feed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Each tenant's last lines in a key-value store. Requests have a ring of their own, so that a busy hour of answers does not push out what happened
 * to tasks and datasets; the numbers are common to both. A slot is overwritten in place: the store never grows beyond {@code 2 *} {@value #LENGTH}
 * lines and a head a tenant.
 */
public final class FeedRing {
    public static final int LENGTH = 256;

    private static final List<String> RINGS = List.of("changes", "requests");

    private final ReadOnlyKeyValueStore<String, byte[]> store;

    public FeedRing(ReadOnlyKeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** Keeps a line under the tenant's next number. */
    static FeedEntry append(KeyValueStore<String, byte[]> store, String tenant, FeedEntry entry) {
        Head head = Head.read(store.get(headKey(tenant)));
        int ring = entry.kind() == FeedEntry.Kind.REQUEST ? 1 : 0;
        FeedEntry numbered = entry.numbered(head.number() + 1);
        store.put(slotKey(tenant, ring, head.written(ring)), numbered.write());
        store.put(headKey(tenant), head.after(ring).write());
        return numbered;
    }

    /** The tenant's newest number, 0 where it has no lines. */
    public long newest(String tenant) {
        return Head.read(store.get(headKey(tenant))).number();
    }

    /** The newest at most {@code limit} lines with a number above {@code after}, oldest first. */
    public List<FeedEntry> after(String tenant, long after, int limit) {
        Head head = Head.read(store.get(headKey(tenant)));
        List<FeedEntry> found = new ArrayList<>();
        for (int ring = 0; ring < RINGS.size(); ring++) {
            long written = head.written(ring);
            long oldest = Math.max(0, written - Math.min(LENGTH, limit));
            for (long position = written - 1; position >= oldest; position--) {
                byte[] kept = store.get(slotKey(tenant, ring, position));
                if (kept == null) break;
                FeedEntry entry = FeedEntry.read(kept);
                if (entry.number() <= after) break;
                found.add(entry);
            }
        }
        found.sort(Comparator.comparingLong(FeedEntry::number));
        return found.subList(Math.max(0, found.size() - limit), found.size());
    }

    private static String headKey(String tenant) {
        return tenant + "/head";
    }

    private static String slotKey(String tenant, int ring, long position) {
        return tenant + "/" + RINGS.get(ring) + "/" + position % LENGTH;
    }

    /** How many lines were ever written, in each ring. */
    private record Head(long changes, long requests) {

        long number() {
            return changes + requests;
        }

        long written(int ring) {
            return ring == 0 ? changes : requests;
        }

        Head after(int ring) {
            return ring == 0 ? new Head(changes + 1, requests) : new Head(changes, requests + 1);
        }

        static Head read(byte[] kept) {
            if (kept == null) return new Head(0, 0);
            ByteBuffer bytes = ByteBuffer.wrap(kept);
            return new Head(bytes.getLong(), bytes.getLong());
        }

        byte[] write() {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(changes)
                    .putLong(requests)
                    .array();
        }
    }
}
