package dev.steerstream.gateway.generations;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;

/** Stored gzip written out unpacked, piece by piece. */
final class Unzipped implements StreamingOutput {
    private final byte[] body;

    Unzipped(byte[] body) {
        this.body = body;
    }

    @Override
    public void write(OutputStream to) throws IOException {
        try (GZIPInputStream from = new GZIPInputStream(new ByteArrayInputStream(body))) {
            from.transferTo(to);
        }
    }
}
