package dev.steerstream.tracker.topology;

import dev.steerstream.schemas.GenerationResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What ended of one task in one window: requests by terminal state, tokens, and three latencies as histograms in milliseconds with two significant
 * digits, so that a quantile is within 1% and windows can be added up. One thread only.
 */
public final class RequestWindow {
    /** Of the stored form. A window of another form counts as empty: it is gone within the hour. */
    private static final byte FORM = 1;

    private static final int DIGITS = 2;
    /** A request lives for at most 24 h. */
    private static final long LONGEST_MILLIS = Duration.ofHours(25).toMillis();

    private final Counts counts;
    private final Histogram queue;
    private final Histogram firstToken;
    private final Histogram whole;

    private RequestWindow(Counts counts, Histogram queue, Histogram firstToken, Histogram whole) {
        this.counts = counts;
        this.queue = queue;
        this.firstToken = firstToken;
        this.whole = whole;
    }

    /**
     * Sums of requests.
     *
     * @param tokens answer tokens
     * @param changedTokens of them, how many the warm model would not have chosen
     * @param fallbacks answers that the live guard let the warm model finish
     */
    public record Counts(long succeeded, long failed, long cancelled, long tokens, long changedTokens, long fallbacks) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

        public long ended() {
            return succeeded + failed + cancelled;
        }

        public Counts plus(Counts other) {
            return new Counts(
                    succeeded + other.succeeded,
                    failed + other.failed,
                    cancelled + other.cancelled,
                    tokens + other.tokens,
                    changedTokens + other.changedTokens,
                    fallbacks + other.fallbacks);
        }

        private static Counts of(GenerationResult result) {
            boolean decoded = result.receipt() != null;
            return new Counts(
                    result.state() == GenerationResult.State.SUCCEEDED ? 1 : 0,
                    result.state() == GenerationResult.State.FAILED ? 1 : 0,
                    result.state() == GenerationResult.State.CANCELLED ? 1 : 0,
                    result.usage() == null ? 0 : result.usage().completionTokens(),
                    decoded ? result.receipt().changedTokens() : 0,
                    decoded && result.receipt().fallback() != null ? 1 : 0);
        }
    }

    public static RequestWindow empty() {
        return new RequestWindow(Counts.NONE, new Histogram(DIGITS), new Histogram(DIGITS), new Histogram(DIGITS));
    }

    /** This window and one result more; the histograms are shared with it. */
    RequestWindow with(GenerationResult result) {
        record(queue, result.queueSeconds());
        record(firstToken, result.timeToFirstTokenSeconds());
        record(whole, wholeSeconds(result));
        return new RequestWindow(counts.plus(Counts.of(result)), queue, firstToken, whole);
    }

    /** This window with the requests of another one added; the histograms are shared with it. */
    public RequestWindow plus(RequestWindow other) {
        queue.add(other.queue);
        firstToken.add(other.firstToken);
        whole.add(other.whole);
        return new RequestWindow(counts.plus(other.counts), queue, firstToken, whole);
    }

    public Counts counts() {
        return counts;
    }

    /** From the request's record to the first start of decoding, milliseconds. */
    public Histogram queue() {
        return queue;
    }

    /** To the first token, as the result states it, milliseconds. */
    public Histogram firstToken() {
        return firstToken;
    }

    /** From the request's record to its end, milliseconds. */
    public Histogram whole() {
        return whole;
    }

    private static Double wholeSeconds(GenerationResult result) {
        if (result.queueSeconds() == null || result.startedAt() == null || result.finishedAt() == null) return null;
        return result.queueSeconds()
                + Duration.between(result.startedAt(), result.finishedAt()).toMillis() / 1000.0;
    }

    private static void record(Histogram histogram, Double seconds) {
        if (seconds == null) return;
        histogram.recordValue(Math.min(LONGEST_MILLIS, Math.max(0, Math.round(seconds * 1000))));
    }

    byte[] write() {
        ByteBuffer bytes = ByteBuffer.allocate(1
                + 6 * Long.BYTES
                + queue.getNeededByteBufferCapacity()
                + firstToken.getNeededByteBufferCapacity()
                + whole.getNeededByteBufferCapacity());
        bytes.put(FORM)
                .putLong(counts.succeeded())
                .putLong(counts.failed())
                .putLong(counts.cancelled())
                .putLong(counts.tokens())
                .putLong(counts.changedTokens())
                .putLong(counts.fallbacks());
        queue.encodeIntoByteBuffer(bytes);
        firstToken.encodeIntoByteBuffer(bytes);
        whole.encodeIntoByteBuffer(bytes);
        byte[] written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        return written;
    }

    /** Reads the sums alone. */
    public static Counts readCounts(byte[] kept) {
        if (kept == null || kept.length == 0 || kept[0] != FORM) return Counts.NONE;
        return counts(ByteBuffer.wrap(kept, 1, kept.length - 1));
    }

    /** Reads what {@link #write} wrote; nothing is an empty window. */
    public static RequestWindow read(byte[] kept) {
        if (kept == null || kept.length == 0 || kept[0] != FORM) return empty();
        ByteBuffer bytes = ByteBuffer.wrap(kept, 1, kept.length - 1);
        return new RequestWindow(counts(bytes), histogram(bytes), histogram(bytes), histogram(bytes));
    }

    private static Counts counts(ByteBuffer bytes) {
        return new Counts(
                bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    private static Histogram histogram(ByteBuffer bytes) {
        Histogram histogram = Histogram.decodeFromByteBuffer(bytes, 0);
        histogram.setAutoResize(true);
        return histogram;
    }
}
