package dev.steerstream.tracker.feed;

import dev.steerstream.schemas.AdaptationEvent;
import dev.steerstream.schemas.DatasetEvent;
import dev.steerstream.schemas.DeadLetter;
import dev.steerstream.schemas.EvaluationEvent;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.GenerationResult;
import dev.steerstream.tracker.feed.FeedEntry.Kind;
import dev.steerstream.tracker.feed.FeedEntry.Level;
import java.time.Instant;
import java.util.Locale;

/** From an event to its line of the feed. Stateless. */
public final class FeedSentences {
    private static final int LONGEST_REASON = 300;

    private FeedSentences() {}

    public static FeedEntry of(AdaptationEvent event) {
        Level level =
                switch (event.type()) {
                    case CALIBRATED -> event.failure() == null ? Level.GOOD : Level.PLAIN;
                    case PROMOTED -> Level.GOOD;
                    case FAILED, IGNORED -> Level.BAD;
                    default -> Level.PLAIN;
                };
        return new FeedEntry(
                0,
                Kind.ADAPTATION,
                id(event.type()),
                event.at(),
                event.task(),
                event.adaptation(),
                level,
                words(event));
    }

    private static String words(AdaptationEvent event) {
        return switch (event.type()) {
            case QUEUED -> "waits for a trainer" + (event.dataset() == null ? "" : ", on dataset " + event.dataset());
            case STARTED -> "the warm start began";
            case PROGRESS -> "goes on";
            case CHECKPOINTED -> "checkpoint stored at step " + event.step();
            case TRAINED -> "the warm start is done, the adapter is stored";
            case CALIBRATED ->
                event.failure() == null
                        ? "calibrated as profile version " + event.profileVersion() + strength(event)
                        : "calibrated" + strength(event) + ": "
                                + event.failure().message();
            case PROMOTED -> "profile version " + event.profileVersion() + " is in force" + strength(event);
            case RAMPED -> ramped(event);
            case RETIRED -> "profile version " + event.profileVersion() + " was retired";
            case CANCELLING -> "is being cancelled";
            case CANCELLED -> "cancelled";
            case FAILED -> "failed: " + reason(event.failure());
            case IGNORED -> "a command changed nothing: " + reason(event.failure());
        };
    }

    private static String ramped(AdaptationEvent event) {
        String version = "profile version " + event.profileVersion();
        String why = event.failure() == null ? "" : ": " + event.failure().message();
        return event.share() == null || event.share() == 0
                ? version + " takes no share of the requests any more" + why
                : String.format(Locale.ROOT, "%s takes %.3g%% of the requests", version, 100 * event.share());
    }

    private static String strength(AdaptationEvent event) {
        if (event.strength() == null) return "";
        String interval = event.strengthLow() == null || event.strengthHigh() == null
                ? ""
                : String.format(Locale.ROOT, " (%+.2f to %+.2f)", event.strengthLow(), event.strengthHigh());
        return String.format(Locale.ROOT, ", strength %+.2f", event.strength()) + interval;
    }

    public static FeedEntry of(EvaluationEvent event) {
        Level level =
                switch (event.type()) {
                    case EVALUATED -> Level.GOOD;
                    case FAILED, IGNORED -> Level.BAD;
                    default -> Level.PLAIN;
                };
        return new FeedEntry(
                0,
                Kind.EVALUATION,
                id(event.type()),
                event.at(),
                event.task(),
                event.evaluation(),
                level,
                words(event));
    }

    private static String words(EvaluationEvent event) {
        return switch (event.type()) {
            case QUEUED ->
                "profile version " + event.profileVersion() + " waits to be judged on dataset " + event.dataset();
            case STARTED -> "profile version " + event.profileVersion() + " is being judged";
            case PROGRESS -> "goes on";
            case CHECKPOINTED -> count(event.step(), "row") + " judged";
            case EVALUATED -> "profile version " + event.profileVersion() + " was judged, the report is stored";
            case CANCELLING -> "is being cancelled";
            case CANCELLED -> "cancelled";
            case FAILED -> "failed: " + reason(event.failure());
            case IGNORED -> "a command changed nothing: " + reason(event.failure());
        };
    }

    public static FeedEntry of(DatasetEvent event) {
        Level level =
                switch (event.state()) {
                    case SEALED -> Level.GOOD;
                    case REJECTED, CONFLICTING -> Level.BAD;
                    case ROWS_REJECTED, INCOMPLETE -> Level.PLAIN;
                };
        String words =
                switch (event.state()) {
                    case SEALED -> "sealed with " + count(event.rows(), "row");
                    case REJECTED -> "rejected for " + count(event.badRowCount(), "bad row");
                    case ROWS_REJECTED -> "has bad rows";
                    case INCOMPLETE -> "given up as incomplete after " + count(event.rows(), "row");
                    case CONFLICTING -> "was sent again with other content, which was refused";
                };
        return new FeedEntry(
                0,
                Kind.DATASET,
                id(event.state()),
                event.at(),
                null,
                event.dataset() + "/" + event.submission(),
                level,
                words);
    }

    /** @param at when it ended */
    public static FeedEntry of(GenerationResult result, Instant at) {
        Level level =
                switch (result.state()) {
                    case SUCCEEDED -> fellBack(result) ? Level.BAD : Level.GOOD;
                    case FAILED -> Level.BAD;
                    case CANCELLED -> Level.PLAIN;
                };
        return new FeedEntry(
                0, Kind.REQUEST, id(result.state()), at, result.task(), result.request(), level, words(result));
    }

    private static String words(GenerationResult result) {
        return switch (result.state()) {
            case FAILED -> "failed: " + reason(result.failure());
            case CANCELLED -> "cancelled";
            case SUCCEEDED -> {
                String tokens = result.usage() == null
                        ? "answered"
                        : "answered with " + count(result.usage().completionTokens(), "token");
                if (result.receipt() == null) yield tokens;
                if (fellBack(result))
                    yield tokens + ", finished by the warm model: "
                            + result.receipt().fallback();
                yield tokens + ", " + id(result.receipt().mode())
                        + (result.receipt().changedTokens() == 0
                                ? ""
                                : ", " + result.receipt().changedTokens() + " changed");
            }
        };
    }

    private static boolean fellBack(GenerationResult result) {
        return result.receipt() != null && result.receipt().fallback() != null;
    }

    public static FeedEntry of(DeadLetter letter) {
        return new FeedEntry(
                0,
                Kind.DEAD_LETTER,
                "stored",
                letter.at(),
                null,
                letter.id(),
                Level.BAD,
                "a record of " + letter.topic() + " could not be processed: " + reason(letter.failure()));
    }

    private static String reason(Failure failure) {
        if (failure == null) return "no reason was given";
        String reason = failure.code() + ": " + failure.message();
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON - 1) + "…";
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
