package dev.steerstream.gateway.openai.answers;

import dev.steerstream.gateway.http.ProblemException;
import dev.steerstream.gateway.http.Rules;
import dev.steerstream.gateway.http.TraceContext;
import jakarta.ws.rs.HeaderParam;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/** The headers that say how a request is to be treated. */
public final class RequestHeaders {
    private static final String IDEMPOTENCY = "Idempotency-Key";
    private static final String DEADLINE = "X-Deadline";
    private static final int LONGEST_KEY = 255;

    @HeaderParam(TraceContext.HEADER)
    String traceparent;

    @HeaderParam(IDEMPOTENCY)
    String idempotencyKey;

    @HeaderParam(DEADLINE)
    String deadline;

    Map<String, String> trace() {
        return TraceContext.headers(traceparent);
    }

    /** Whether the same request may be sent again, and is then the same one. */
    boolean repeatable() {
        return idempotencyKey != null;
    }

    /** The same for the same key, else a new one. */
    String id(String prefix) {
        if (idempotencyKey == null) return prefix + UUID.randomUUID().toString().replace("-", "");
        Rules.require(
                !idempotencyKey.isBlank() && idempotencyKey.length() <= LONGEST_KEY,
                IDEMPOTENCY,
                idempotencyKey,
                "it has 1 to " + LONGEST_KEY + " characters");
        return prefix + HexFormat.of().formatHex(sha256(idempotencyKey), 0, 16);
    }

    /** Null where the header is missing. */
    Instant deadline(Instant now) {
        if (deadline == null) return null;
        try {
            if (deadline.matches("[0-9]{1,6}")) return now.plusSeconds(Long.parseLong(deadline));
            return Instant.parse(deadline);
        } catch (DateTimeException notATime) {
            throw ProblemException.malformed(
                            "INVALID_VALUE",
                            DEADLINE + " is " + Rules.shown(deadline)
                                    + ": it is a whole number of seconds from now, or a time as RFC 3339 has it",
                            "Send for example " + DEADLINE + ": 60.")
                    .about(DEADLINE);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
