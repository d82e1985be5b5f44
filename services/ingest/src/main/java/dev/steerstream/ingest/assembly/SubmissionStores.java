package dev.steerstream.ingest.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.steerstream.ingest.row.Address;
import dev.steerstream.ingest.row.PublishedRow;
import dev.steerstream.schemas.BadRow;
import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology's state, typed. Keys begin with the submission's {@link Address#storeKey()}; numbers are fixed-width hex, so that a range is in row
 * order. One task's thread only.
 */
final class SubmissionStores {

    private static final String SUBMISSIONS = "submissions";
    private static final String ROWS = "rows";
    private static final String BAD_ROWS = "bad-rows";
    private static final String SEEN = "seen";

    private final KeyValueStore<String, byte[]> submissions;
    private final KeyValueStore<String, byte[]> rows;
    private final KeyValueStore<String, byte[]> badRows;
    private final KeyValueStore<String, String> seen;

    SubmissionStores(ProcessorContext<?, ?> context) {
        this.submissions = context.getStateStore(SUBMISSIONS);
        this.rows = context.getStateStore(ROWS);
        this.badRows = context.getStateStore(BAD_ROWS);
        this.seen = context.getStateStore(SEEN);
    }

    /** A published row: the hash of its raw bytes, and what was read of it until it is written; null for a bad or a written row. */
    record StoredRow(String hash, PublishedRow row) {}

    record NumberedRow(long number, StoredRow stored) {}

    static List<StoreBuilder<?>> builders() {
        List<StoreBuilder<?>> builders = new ArrayList<>();
        for (String name : List.of(SUBMISSIONS, ROWS, BAD_ROWS)) {
            builders.add(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray()));
        }
        builders.add(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(SEEN), Serdes.String(), Serdes.String()));
        return builders;
    }

    Submission submission(Address address) {
        return read(Submission.class, submissions.get(address.storeKey()));
    }

    void put(Submission submission) {
        submissions.put(submission.address().storeKey(), write(submission));
    }

    /** Visits all submissions, one in memory at a time; the visitor writes nothing. */
    void forEach(Consumer<Submission> visitor) {
        try (KeyValueIterator<String, byte[]> entries = submissions.all()) {
            entries.forEachRemaining(entry -> visitor.accept(read(Submission.class, entry.value)));
        }
    }

    StoredRow row(Address address, long number) {
        return read(StoredRow.class, rows.get(numbered(address, number)));
    }

    void putRow(Address address, long number, StoredRow row) {
        rows.put(numbered(address, number), write(row));
    }

    /** At most {@code limit} rows from number {@code first} on, in order, until their stored bytes pass {@code bytes}; at least one where there is one. */
    List<NumberedRow> rowsFrom(Address address, long first, int limit, long bytes) {
        List<NumberedRow> found = new ArrayList<>();
        long size = 0;
        try (KeyValueIterator<String, byte[]> entries = rows.range(numbered(address, first), last(address))) {
            while (entries.hasNext() && found.size() < limit && size < bytes) {
                var entry = entries.next();
                size += entry.value.length;
                found.add(new NumberedRow(
                        Long.parseLong(entry.key.substring(entry.key.length() - 16), 16),
                        read(StoredRow.class, entry.value)));
            }
        }
        return found;
    }

    void putBad(Address address, long number, BadRow bad) {
        badRows.put(numbered(address, number), write(bad));
    }

    List<BadRow> badFrom(Address address, long first, int limit) {
        List<BadRow> portion = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries = badRows.range(numbered(address, first), last(address))) {
            while (entries.hasNext() && portion.size() < limit) {
                portion.add(read(BadRow.class, entries.next().value));
            }
        }
        return portion;
    }

    /** Marks something of a submission as seen; whether it was not before. */
    boolean see(Address address, String what) {
        return seen.putIfAbsent(address.storeKey() + what, "") == null;
    }

    /** The first split in which something was seen: {@code split} itself where it is new. */
    Split firstSplit(Address address, String what, Split split) {
        String before = seen.putIfAbsent(address.storeKey() + what, split.name());
        return before == null ? split : Split.valueOf(before);
    }

    /** The split in which something was seen first, or null. */
    Split seenSplit(Address address, String what) {
        String before = seen.get(address.storeKey() + what);
        return before == null ? null : Split.valueOf(before);
    }

    /** Removes at most {@code limit} entries of what only an open submission needs; whether none is left. */
    boolean forgetWork(Address address, int limit) {
        int removed = remove(badRows, address, limit);
        removed += remove(seen, address, limit - removed);
        return removed < limit;
    }

    /** Removes at most {@code limit} rows and their hashes; whether none is left. */
    boolean forgetRows(Address address, int limit) {
        return remove(rows, address, limit) < limit;
    }

    private static <V> int remove(KeyValueStore<String, V> store, Address address, int limit) {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, V> entries = store.range(address.storeKey(), last(address))) {
            while (entries.hasNext() && keys.size() < limit) keys.add(entries.next().key);
        }
        keys.forEach(store::delete);
        return keys.size();
    }

    private static String numbered(Address address, long number) {
        return address.storeKey() + String.format("%016x", number);
    }

    /** Above every key of the submission: what follows its slash is lower-case hex or a letter. */
    private static String last(Address address) {
        return address.storeKey() + "~";
    }

    private static byte[] write(Object value) {
        try {
            return Contracts.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(
                    "the local state cannot hold a " + value.getClass().getSimpleName(), impossible);
        }
    }

    private static <T> T read(Class<T> type, byte[] bytes) {
        try {
            return bytes == null ? null : Contracts.mapper().readValue(bytes, type);
        } catch (IOException damaged) {
            throw new UncheckedIOException(
                    "the local state holds a " + type.getSimpleName() + " that cannot be read", damaged);
        }
    }
}
