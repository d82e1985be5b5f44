package dev.steerstream.tracker.view;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.errors.Failures;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the parts of one page: without the database the live numbers stay, and the other way round. A database that did not answer one part is not
 * waited for again by the next ones. One thread.
 */
public final class Loading {
    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    private Failure database;

    /** A part that the topology knows. */
    public <T> Section<T> live(Supplier<T> loading) {
        return load(loading);
    }

    /** A part that the database knows. */
    public <T> Section<T> stored(Supplier<T> loading) {
        if (database != null) return new Section<>(null, database);
        Section<T> section = load(loading);
        if (section.failure() != null && Failures.retriable(section.failure())) database = section.failure();
        return section;
    }

    /** What is wrong on the whole page: the topology's obstacles, and a database that did not answer. */
    public List<String> obstacles(List<String> topology) {
        List<String> obstacles = new ArrayList<>(topology);
        if (database != null) obstacles.add("the database does not answer");
        return obstacles;
    }

    /** What the sender of a request can mend is thrown on. */
    private static <T> Section<T> load(Supplier<T> loading) {
        try {
            return new Section<>(loading.get(), null);
        } catch (RuntimeException thrown) {
            Failure failure = Failures.of(thrown);
            if (failure.kind() == Failure.Kind.USER) throw thrown;
            if (failure.kind() == Failure.Kind.DEFECT) LOG.error("defect {}", failure.code(), thrown);
            return new Section<>(null, shown(failure, thrown instanceof SteerStreamException));
        }
    }

    /**
     * What may be read by all: a database's, a broker's or a defect's words belong into the log.
     *
     * @param own whether the words are SteerStream's
     */
    private static Failure shown(Failure failure, boolean own) {
        boolean defect = failure.kind() == Failure.Kind.DEFECT;
        if (own && !defect) return failure;
        String silent = failure.code().startsWith("BROKER_") ? "broker" : "database";
        return new Failure(
                failure.kind(),
                failure.code(),
                defect
                        ? "This part met a defect (" + failure.code() + ")."
                        : "The " + silent + " does not answer now (" + failure.code() + ").",
                defect
                        ? "The tracker's log of this moment names the cause."
                        : "It is tried again by itself; the tracker's log names the cause.");
    }
}
