package dev.steerstream.gateway.decoders;

import dev.steerstream.work.database.Database;
import dev.steerstream.work.database.Gathering;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads what decoders say of themselves. */
@Singleton
public class DecoderQueries {
    /** Decoders speak every 20 seconds; one that is silent for longer does not run. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private static final int MOST = 500;
    private static final long LATELY = Duration.ofSeconds(1).toNanos();

    private final Database database;
    private final Gathering<Void, List<DecoderView>> looks;
    private volatile Seen last;

    private record Seen(List<DecoderView> decoders, long at) {}

    public DecoderQueries(Database database) {
        this.database = database;
        this.looks = Gathering.start("decoder-lookup", askers -> Collections.nCopies(askers.size(), look()));
    }

    /** Those that run now, the newest first. Every conversation asks, so those that come at the same time ask once. */
    public List<DecoderView> running() {
        return looks.answer(null);
    }

    /** As of at most a second ago: for what every request asks, where a decoder refuses too what this one lets through. */
    public List<DecoderView> lately() {
        Seen seen = last;
        if (seen != null && System.nanoTime() - seen.at() < LATELY) return seen.decoders();
        return running();
    }

    private List<DecoderView> look() {
        long at = System.nanoTime();
        List<DecoderView> found = stored();
        last = new Seen(found, at);
        return found;
    }

    private List<DecoderView> stored() {
        return database.read(handle -> handle.createQuery("select * from served_model"
                        + " where seen_at > clock_timestamp() - :silence order by started_at desc, decoder limit :most")
                .bind("silence", LONGEST_SILENCE)
                .bind("most", MOST)
                .map(DecoderQueries::read)
                .list());
    }

    private static DecoderView read(ResultSet row, StatementContext context) throws SQLException {
        return new DecoderView(
                row.getString("decoder"),
                row.getString("model"),
                row.getString("model_digest"),
                row.getString("tokenizer_digest"),
                row.getString("chat_template_digest"),
                row.getInt("vocabulary_size"),
                row.getString("weight_format"),
                row.getString("weight_format_reason"),
                row.getString("device"),
                row.getInt("threads"),
                instant(row, "started_at"),
                instant(row, "seen_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    @PreDestroy
    void close() {
        looks.close();
    }
}
