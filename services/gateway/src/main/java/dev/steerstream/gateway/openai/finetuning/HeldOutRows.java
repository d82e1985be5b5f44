package dev.steerstream.gateway.openai.finetuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.gateway.datasets.JsonLines;
import dev.steerstream.schemas.Contracts;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The lines of a validation file, each put into the held-out split. A line that is no object is passed on as it is: ingest names it. For one thread. */
final class HeldOutRows extends InputStream {
    private final InputStream file;
    private final JsonLines lines;
    private byte[] current = {'\n'};
    private int position;

    /** Begins with an end of line, for whatever stands before it. */
    HeldOutRows(InputStream file, int lineLimit) {
        this.file = file;
        this.lines = new JsonLines(file, lineLimit, Long.MAX_VALUE);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (position == current.length && !next()) return -1;
        int copied = Math.min(length, current.length - position);
        System.arraycopy(current, position, to, offset, copied);
        position += copied;
        return copied;
    }

    private boolean next() throws IOException {
        Optional<byte[]> line = lines.next();
        if (line.isEmpty()) return false;
        byte[] row = heldOut(line.get());
        current = java.util.Arrays.copyOf(row, row.length + 1);
        current[row.length] = '\n';
        position = 0;
        return true;
    }

    private static byte[] heldOut(byte[] line) throws IOException {
        JsonNode row;
        try {
            row = Contracts.mapper().readTree(line);
        } catch (JsonProcessingException notJson) {
            return line;
        }
        if (!(row instanceof ObjectNode members)) return line;
        members.put("split", "held_out");
        return Contracts.mapper().writeValueAsBytes(members);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
