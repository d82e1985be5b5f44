package dev.steerstream.gateway.openai.files;

import java.time.Instant;

/** What the file endpoints answer with, and what the other endpoints read of a file. */
public final class FileViews {
    private FileViews() {}

    /** A stored file; its bytes are the artefact of this digest. */
    public record StoredFile(
            String id,
            String filename,
            String purpose,
            String digest,
            long bytes,
            Instant createdAt,
            Instant expiresAt) {

        FileObject view() {
            return new FileObject(
                    id,
                    "file",
                    bytes,
                    createdAt.getEpochSecond(),
                    expiresAt == null ? null : expiresAt.getEpochSecond(),
                    filename,
                    purpose,
                    "processed");
        }
    }

    /** As OpenAI names it; the times are seconds since 1970. */
    public record FileObject(
            String id,
            String object,
            long bytes,
            long createdAt,
            Long expiresAt,
            String filename,
            String purpose,
            String status) {}

    /** The answer to a deletion. */
    public record FileDeleted(String id, String object, boolean deleted) {}
}
