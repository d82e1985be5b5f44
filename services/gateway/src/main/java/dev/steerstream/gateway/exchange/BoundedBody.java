package dev.steerstream.gateway.exchange;

import dev.steerstream.gateway.http.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that ends in a problem where it is larger than allowed. */
final class BoundedBody extends FilterInputStream {
    private final int limit;
    private long read;

    BoundedBody(InputStream body, int limit) {
        super(body);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        count(next < 0 ? 0 : 1);
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        count(Math.max(0, count));
        return count;
    }

    private void count(int more) {
        read += more;
        if (read > limit) {
            throw ProblemException.tooLarge(
                    "PROFILE_TOO_LARGE",
                    "the export has more than " + limit + " bytes, the limit of this gateway",
                    "Raise steerstream.gateway.profile-limit, or export an adapter of lower rank.");
        }
    }
}
