package dev.steerstream.cli;

import dev.steerstream.cli.gateway.GatewayUnreachableException;
import dev.steerstream.cli.gateway.Problem;
import dev.steerstream.cli.gateway.ProblemException;
import dev.steerstream.cli.platform.PlatformException;
import dev.steerstream.local.LocalPartException;
import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.source.ModelSourceException;
import dev.steerstream.schemas.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;

/** The one place from an exception to a sentence and an exit code. */
public final class FailureReport implements CommandLine.IExecutionExceptionHandler {
    /** Set to see stack traces: {@code STEER_TRACE=1}. */
    private static final String TRACE = "STEER_TRACE";

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        Throwable cause = unwrap(failure);
        if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
        command.getErr().println(command.getColorScheme().errorText("steer: " + sentence(cause)));
        if (System.getenv(TRACE) != null) cause.printStackTrace(command.getErr());
        return exitCode(cause).code();
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException
                        || cause instanceof CompletionException
                        || cause instanceof UncheckedIOException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static ExitCode exitCode(Throwable failure) {
        if (failure instanceof CommandException known) return known.exitCode();
        if (failure instanceof ProblemException answered) {
            return switch (answered.problem().status()) {
                case 404, 410 -> ExitCode.NOT_FOUND;
                case 408, 504 -> ExitCode.TIMEOUT;
                default -> ExitCode.FAILED;
            };
        }
        if (failure instanceof ModelSourceException model) {
            return switch (model.reason()) {
                case INVALID_REFERENCE -> ExitCode.USAGE;
                case UNKNOWN_MODEL -> ExitCode.NOT_FOUND;
                case UNUSABLE, MISSING_TOOL, DISK_FULL, UNREACHABLE, CACHE -> ExitCode.FAILED;
            };
        }
        if (failure instanceof TimeoutException || failure instanceof HttpTimeoutException) return ExitCode.TIMEOUT;
        if (failure instanceof NoSuchFileException) return ExitCode.NOT_FOUND;
        return ExitCode.FAILED;
    }

    static String sentence(Throwable failure) {
        if (failure instanceof ProblemException answered) return sentence(answered.problem());
        if (failure instanceof NoSuchFileException missing) return "there is no file " + missing.getFile();
        if (failure instanceof AccessDeniedException denied) return "no access to " + denied.getFile();
        if (failure instanceof HttpTimeoutException) return "the gateway did not answer in time";
        if (failure instanceof InterruptedException) return "interrupted";
        boolean saysIt = failure instanceof CommandException
                || failure instanceof GatewayUnreachableException
                || failure instanceof PlatformException
                || failure instanceof LocalPartException
                || failure instanceof ModelSourceException
                || failure instanceof TimeoutException
                || failure instanceof IllegalArgumentException
                || failure instanceof IOException;
        if (saysIt && failure.getMessage() != null) return failure.getMessage();
        Optional<Failure> engine = ModelFailures.of(failure);
        if (engine.isPresent())
            return engine.get().message() + "\n  " + engine.get().advice();
        // A defect: its kind helps whoever reads the report.
        return failure.getClass().getSimpleName()
                + (failure.getMessage() == null ? "" : ": " + failure.getMessage())
                + " (set " + TRACE + "=1 for the stack trace)";
    }

    private static String sentence(Problem problem) {
        StringBuilder text = new StringBuilder(problem.detail() != null ? problem.detail() : problem.title());
        if (problem.code() != null) text.append(" [").append(problem.code()).append(']');
        if (problem.advice() != null) text.append("\n  ").append(problem.advice());
        return text.toString();
    }
}
