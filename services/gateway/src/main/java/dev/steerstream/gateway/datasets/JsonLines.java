package dev.steerstream.gateway.datasets;

import dev.steerstream.gateway.http.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The lines of a body, one at a time: memory is one line, whatever the body's length. Lines end with LF or CRLF; a byte order mark at the start
 * and lines of white space only are left out and not counted. Nothing is judged: a line that is not JSON is a line. For one thread.
 */
public final class JsonLines {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream body;
    private final int lineLimit;
    private final long bodyLimit;
    private final byte[] buffer = new byte[BUFFER];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int position;
    private int available;
    private long read;
    private long rows;
    private long consumed;
    private long start;
    private boolean first = true;

    /**
     * @param lineLimit bytes of one line without its end
     * @param bodyLimit bytes in all
     */
    public JsonLines(InputStream body, int lineLimit, long bodyLimit) {
        this.body = body;
        this.lineLimit = lineLimit;
        this.bodyLimit = bodyLimit;
    }

    /** How many lines were returned. */
    public long rows() {
        return rows;
    }

    /** Where the line that was returned last begins. Bytes from the beginning of the body. */
    public long start() {
        return start;
    }

    /**
     * The next line, or empty after the last.
     *
     * @throws ProblemException 413 {@code LINE_TOO_LARGE} or {@code BODY_TOO_LARGE}
     */
    public Optional<byte[]> next() throws IOException {
        while (true) {
            line.reset();
            start = consumed;
            boolean ended = fill();
            byte[] bytes = trimmed();
            if (bytes.length > 0) {
                rows++;
                return Optional.of(bytes);
            }
            if (ended) return Optional.empty();
        }
    }

    /** Copies up to the next line's end; whether the body ended instead. */
    private boolean fill() throws IOException {
        while (true) {
            if (position == available && !refill()) return true;
            int end = position;
            while (end < available && buffer[end] != '\n') end++;
            line.write(buffer, position, end - position);
            consumed += end - position;
            // One more byte for a CR that does not count.
            if (line.size() > lineLimit + 1) throw lineTooLarge();
            if (end < available) {
                position = end + 1;
                consumed++;
                return false;
            }
            position = end;
        }
    }

    private boolean refill() throws IOException {
        available = Math.max(0, body.read(buffer));
        position = 0;
        read += available;
        if (read > bodyLimit) {
            throw ProblemException.tooLarge(
                    "BODY_TOO_LARGE",
                    "the body has more than " + bodyLimit + " bytes, the limit of a dataset",
                    "Publish a smaller dataset, or raise steerstream.gateway.dataset-limit.");
        }
        return available > 0;
    }

    private byte[] trimmed() {
        byte[] bytes = line.toByteArray();
        int start = 0;
        int end = bytes.length;
        if (first && startsWithMark(bytes)) start = BYTE_ORDER_MARK.length;
        this.start += start;
        first = false;
        while (end > start && blank(bytes[end - 1])) end--;
        int content = start;
        while (content < end && blank(bytes[content])) content++;
        if (content == end) return new byte[0];
        if (end - start > lineLimit) throw lineTooLarge();
        return java.util.Arrays.copyOfRange(bytes, start, end);
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= BYTE_ORDER_MARK.length
                && bytes[0] == BYTE_ORDER_MARK[0]
                && bytes[1] == BYTE_ORDER_MARK[1]
                && bytes[2] == BYTE_ORDER_MARK[2];
    }

    private static boolean blank(byte character) {
        return character == ' ' || character == '\t' || character == '\r';
    }

    private ProblemException lineTooLarge() {
        return ProblemException.tooLarge(
                "LINE_TOO_LARGE",
                "row " + rows + " (counted from 0) has more than " + lineLimit + " bytes, the limit of a line",
                "Shorten that row and publish the dataset again with the same submission id.");
    }
}
