package dev.steerstream.model.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies a stream that must not be longer than announced. */
final class BoundedCopy {
    private BoundedCopy() {}

    /** @return bytes copied */
    static long copy(InputStream in, OutputStream out, long most, String what, DownloadProgress progress, long total)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        long done = 0;
        long told = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            done += n;
            if (done > most) {
                throw new ModelSourceException(
                        ModelSourceException.Reason.UNUSABLE,
                        what + " is longer than " + most
                                + " bytes, which is the most that is taken. Use a smaller model.");
            }
            out.write(buffer, 0, n);
            if (done - told >= 1 << 20) {
                told = done;
                progress.at(done, total);
            }
        }
        return done;
    }
}
