package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.Failure;
import dev.steerstream.work.adaptations.AdaptationCommands.Outcome;
import java.util.Locale;

/**
 * Why a command to something that runs as a job changes nothing, in the same words whatever it is: what became of the command, and the reason that
 * its {@code ignored} event gives.
 */
public record Unchanged(Outcome outcome, Failure reason) {
    /**
     * Where a start finds its id taken by other content.
     *
     * @param kind such as {@code adaptation}
     * @param cancelledBefore whether the id was cancelled before any start came
     */
    public static Unchanged startedBefore(String kind, String id, boolean cancelledBefore) {
        return cancelledBefore
                ? new Unchanged(
                        Outcome.IGNORED,
                        user(
                                code(kind, "CANCELLED"),
                                kind + " " + id + " was cancelled before it was started",
                                "Start another " + kind + " under a new id."))
                : new Unchanged(
                        Outcome.REFUSED,
                        user(
                                code(kind, "CONFLICT"),
                                kind + " " + id + " was started before with other content",
                                "Give every new " + kind + " a new id."));
    }

    /** Where a cancel names a task that the id does not belong to. */
    public static Unchanged ofAnotherTask(String kind, String id, String task, String asked) {
        return new Unchanged(
                Outcome.REFUSED,
                user(
                        "TASK_MISMATCH",
                        kind + " " + id + " belongs to task " + task + ", not to " + asked,
                        "Name the " + kind + "'s own task."));
    }

    /**
     * Where a cancel comes too late, or again.
     *
     * @param state as it is stored
     * @param terminal whether it has ended; otherwise it is being cancelled
     */
    public static Unchanged endingAlready(String kind, String id, String state, boolean terminal) {
        return new Unchanged(
                Outcome.IGNORED,
                user(
                        terminal ? code(kind, "ENDED") : "ALREADY_CANCELLING",
                        kind + " " + id + " is " + state + " already",
                        "Nothing needs to be done."));
    }

    private static String code(String kind, String what) {
        return kind.toUpperCase(Locale.ROOT) + "_" + what;
    }

    private static Failure user(String code, String message, String advice) {
        return new Failure(Failure.Kind.USER, code, message, advice);
    }
}
