package dev.steerstream.work.errors;

import dev.steerstream.schemas.ContractViolationException;
import dev.steerstream.schemas.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The one place from an exception to a {@link Failure}. The outermost cause that is known decides; what nobody knows is a defect. Messages carry
 * the exception's own words, cut to {@value #LONGEST_MESSAGE} characters, never a stack trace.
 */
public final class Failures {
    private static final int LONGEST_MESSAGE = 2_000;

    private Failures() {}

    /** Never null, whatever is thrown. */
    public static Failure of(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
            Optional<Failure> known = known(cause);
            if (known.isPresent()) return known.get();
        }
        return new Failure(
                Failure.Kind.DEFECT,
                "INTERNAL",
                sentence(thrown),
                "This is a defect of SteerStream: please report it with the service's log of this moment.");
    }

    /** Whether trying again later can help: transient and resource failures. */
    public static boolean retriable(Failure failure) {
        return failure.kind() == Failure.Kind.TRANSIENT || failure.kind() == Failure.Kind.RESOURCE;
    }

    private static Optional<Failure> known(Throwable cause) {
        if (cause instanceof SteerStreamException typed) return Optional.of(typed.failure());
        if (cause instanceof ContractViolationException) {
            return failure(
                    Failure.Kind.USER,
                    "CONTRACT_VIOLATION",
                    cause,
                    "Send a message that fits its JSON Schema; every member that does not is named.");
        }
        if (cause instanceof SQLException database) return ofDatabase(database);
        if (cause instanceof OutOfMemoryError) {
            return failure(
                    Failure.Kind.RESOURCE,
                    "OUT_OF_MEMORY",
                    cause,
                    "Give the service more memory, or ask for smaller batches and shorter sequences.");
        }
        if (cause instanceof InterruptedException) {
            return failure(
                    Failure.Kind.TRANSIENT, "STOPPING", cause, "The service is stopping; another one takes over.");
        }
        if (cause instanceof TimeoutException) {
            return failure(Failure.Kind.TRANSIENT, "TIMEOUT", cause, "It is tried again.");
        }
        Optional<Failure> ofKafka = ofKafka(cause);
        return ofKafka.isPresent() ? ofKafka : ofFiles(cause);
    }

    private static Optional<Failure> ofKafka(Throwable cause) {
        if (cause instanceof RecordTooLargeException) {
            return failure(
                    Failure.Kind.RESOURCE,
                    "RECORD_TOO_LARGE",
                    cause,
                    "Set max.message.bytes of the topic to the value of its definition.");
        }
        if (cause instanceof ConfigException) return ofKafkaSettings(cause);
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            return failure(
                    Failure.Kind.RESOURCE,
                    "BROKER_REFUSED",
                    cause,
                    "Give the service's principal the rights named in the operations guide.");
        }
        if (cause instanceof RetriableException) {
            return failure(Failure.Kind.TRANSIENT, "BROKER_UNAVAILABLE", cause, "It is tried again.");
        }
        if (cause instanceof SerializationException) {
            return failure(Failure.Kind.USER, "UNREADABLE_RECORD", cause, "Send bytes that the topic's schema allows.");
        }
        return Optional.empty();
    }

    /** A client that cannot be made: a name that no server knows yet may come, a wrong setting will not mend itself. */
    private static Optional<Failure> ofKafkaSettings(Throwable cause) {
        if (lower(cause).contains("no resolvable bootstrap urls")) {
            return failure(
                    Failure.Kind.TRANSIENT,
                    "BROKER_UNAVAILABLE",
                    cause,
                    "It is tried again; check steerstream.kafka.bootstrap where it stays so.");
        }
        return failure(
                Failure.Kind.USER,
                "INVALID_SETTING",
                cause,
                "Correct steerstream.kafka.bootstrap or steerstream.kafka.properties.");
    }

    /** SQLSTATE classes of PostgreSQL, appendix A. */
    private static Optional<Failure> ofDatabase(SQLException cause) {
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        if (state.startsWith("53")) {
            return failure(
                    Failure.Kind.RESOURCE, "DATABASE_FULL", cause, "Give PostgreSQL more disk, memory or connections.");
        }
        if (state.startsWith("28") || state.startsWith("3D") || state.startsWith("42501")) {
            return failure(
                    Failure.Kind.RESOURCE,
                    "DATABASE_REFUSED",
                    cause,
                    "Check the database's name, the user, the password and the rights.");
        }
        boolean passing = cause instanceof SQLTransientException
                || cause instanceof SQLRecoverableException
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("57P")
                || state.equals("55P03")
                || state.equals("57014")
                // Agroal: no connection within the acquisition timeout.
                || (state.isEmpty() && lower(cause).contains("acquisition timeout"))
                || (state.isEmpty() && cause.getCause() instanceof IOException);
        if (passing) return failure(Failure.Kind.TRANSIENT, "DATABASE_UNAVAILABLE", cause, "It is tried again.");
        return failure(
                Failure.Kind.DEFECT,
                "DATABASE_STATEMENT",
                cause,
                "This is a defect of SteerStream, or the database's schema is not this build's: check the migrations.");
    }

    private static Optional<Failure> ofFiles(Throwable cause) {
        if (!(cause instanceof IOException) && !(cause instanceof UncheckedIOException)) return Optional.empty();
        if (cause instanceof UncheckedIOException && cause.getCause() != null) return Optional.empty();
        if (lower(cause).contains("no space left") || lower(cause).contains("disk quota")) {
            return failure(
                    Failure.Kind.RESOURCE,
                    "DISK_FULL",
                    cause,
                    "Free space, or point steerstream.work-dir and steerstream.model-cache to a larger disk.");
        }
        if (cause instanceof AccessDeniedException) {
            return failure(
                    Failure.Kind.RESOURCE, "FILE_REFUSED", cause, "Give the service's user the right to this file.");
        }
        if (cause instanceof FileSystemException) {
            return failure(Failure.Kind.RESOURCE, "FILE_FAILED", cause, "Check the file's disk and directory.");
        }
        if (cause instanceof SocketException || cause instanceof SocketTimeoutException) {
            return failure(Failure.Kind.TRANSIENT, "NETWORK_FAILED", cause, "It is tried again.");
        }
        return failure(Failure.Kind.TRANSIENT, "INPUT_OUTPUT_FAILED", cause, "It is tried again.");
    }

    private static Optional<Failure> failure(Failure.Kind kind, String code, Throwable cause, String advice) {
        return Optional.of(new Failure(kind, code, sentence(cause), advice));
    }

    private static String sentence(Throwable thrown) {
        if (thrown == null) return "no exception was given";
        String message = thrown.getMessage();
        String sentence = message == null || message.isBlank()
                ? thrown.getClass().getSimpleName()
                : thrown instanceof SteerStreamException || thrown instanceof ContractViolationException
                        ? message
                        : thrown.getClass().getSimpleName() + ": " + message;
        return sentence.length() <= LONGEST_MESSAGE ? sentence : sentence.substring(0, LONGEST_MESSAGE - 1) + "…";
    }

    private static String lower(Throwable cause) {
        return cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
    }
}
