package dev.steerstream.tracker.view;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.errors.Failures;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of a page that may be missing now, without taking the other parts along: without the database the live numbers stay, and the other way round.
 *
 * @param value null where it is missing
 * @param failure why it is missing, or null
 */
public record Section<T>(T value, Failure failure) {
    private static final Logger LOG = LoggerFactory.getLogger(Section.class);

    /** Loads a part; what the sender of a request can mend is thrown on. */
    public static <T> Section<T> of(Supplier<T> loading) {
        try {
            return new Section<>(loading.get(), null);
        } catch (RuntimeException thrown) {
            Failure failure = Failures.of(thrown);
            if (failure.kind() == Failure.Kind.USER) throw thrown;
            if (failure.kind() == Failure.Kind.DEFECT) LOG.error("defect {}", failure.code(), thrown);
            return new Section<>(null, shown(failure));
        }
    }

    public Optional<T> optional() {
        return Optional.ofNullable(value);
    }

    /** What the topology says of itself may be read by all; a database's or a defect's words belong into the log. */
    private static Failure shown(Failure failure) {
        if (failure.code().equals("LIVE_STATE_UNAVAILABLE")) return failure;
        String sentence = failure.kind() == Failure.Kind.DEFECT
                ? "This part met a defect (" + failure.code() + ")."
                : "The database does not answer now (" + failure.code() + ").";
        String advice = failure.kind() == Failure.Kind.DEFECT
                ? "The tracker's log of this moment names the cause."
                : "It is tried again by itself; the tracker's log names the cause.";
        return new Failure(failure.kind(), failure.code(), sentence, advice);
    }
}
