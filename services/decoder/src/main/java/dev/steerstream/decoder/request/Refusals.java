package dev.steerstream.decoder.request;

import dev.steerstream.schemas.Failure;
import java.util.List;

/** The sentences with which a request is refused; every one is the sender's to mend, so none is ever retried. */
public final class Refusals {
    private Refusals() {}

    static Failure invalid(String member, Object value, String rule) {
        return new Failure(
                Failure.Kind.USER,
                "INVALID_REQUEST",
                member + " is " + shown(value) + ", but " + rule + ".",
                "Send the request again under a new id with " + member + " mended.");
    }

    public static Failure unknownTask(String task) {
        return new Failure(
                Failure.Kind.USER,
                "UNKNOWN_TASK",
                "Task " + shown(task) + " is not known.",
                "Adapt the task first, or leave task out to ask the base model.");
    }

    public static Failure unknownProfile(String task, long version) {
        return new Failure(
                Failure.Kind.USER,
                "UNKNOWN_PROFILE",
                "Task " + shown(task) + " has no profile version " + version + ".",
                "Ask for a version that the task's description lists, or leave steering.profile_version out.");
    }

    public static Failure ruleNotCalibrated(String task, long version, String rule, List<String> calibrated) {
        return new Failure(
                Failure.Kind.USER,
                "RULE_NOT_CALIBRATED",
                "steering.rule is " + shown(rule) + ", but profile " + version + " of task " + shown(task)
                        + " has strengths for " + String.join(", ", calibrated) + " only.",
                "Name one of these, leave rule out, or adapt the task with calibration.directions that have it.");
    }

    public static Failure strengthOfSeveral(String rule, int directions) {
        return new Failure(
                Failure.Kind.USER,
                "INVALID_REQUEST",
                "steering.strength is one number, but steering.rule is " + shown(rule) + ", which has " + directions
                        + " directions.",
                "Send the request again under a new id without strength, or with a rule of one direction.");
    }

    public static Failure taskNotReady(String task) {
        return new Failure(
                Failure.Kind.USER,
                "TASK_NOT_READY",
                "Task " + shown(task) + " has no profile in force yet: its adaptation has not ended.",
                "Wait for the task's promoted event, then send the request under a new id.");
    }

    public static Failure taskRetired(String task) {
        return new Failure(
                Failure.Kind.USER,
                "TASK_RETIRED",
                "Task " + shown(task) + " is retired and takes no new requests.",
                "Promote one of its profiles again, or ask another task.");
    }

    public static Failure profileMismatch(String task, long version, String what, Object profile, Object here) {
        return new Failure(
                Failure.Kind.USER,
                "PROFILE_MISMATCH",
                "Profile " + version + " of task " + shown(task) + " was made for " + what + " " + profile
                        + ", this decoder runs " + here + ".",
                "Run a decoder with the profile's base model, or adapt the task again on this one.");
    }

    public static Failure overContext(int promptTokens, int maximumTokens, int context) {
        return new Failure(
                Failure.Kind.USER,
                "OVER_CONTEXT",
                "The prompt's " + promptTokens + " tokens and max_tokens " + maximumTokens + " are "
                        + ((long) promptTokens + maximumTokens) + " together, over the context of " + context
                        + " tokens.",
                "Shorten the prompt by " + ((long) promptTokens + maximumTokens - context)
                        + " tokens or lower max_tokens.");
    }

    public static Failure answerTooLarge(int tokens) {
        return new Failure(
                Failure.Kind.USER,
                "ANSWER_TOO_LARGE",
                "The answers have " + tokens + " tokens together, more than one message can carry.",
                "Send the request again under a new id with a lower n or max_tokens.");
    }

    public static Failure unsupportedSchema(String reason) {
        return new Failure(
                Failure.Kind.USER,
                "UNSUPPORTED_SCHEMA",
                "The answer cannot be held to response_format: " + reason,
                "Send the request again under a new id with the schema mended.");
    }

    public static Failure unknownToken(int token, int vocabulary) {
        return new Failure(
                Failure.Kind.USER,
                "UNKNOWN_TOKEN",
                "sampling.logit_bias names token " + token + ", but the model has the tokens 0 to " + (vocabulary - 1)
                        + ".",
                "Send the request again under a new id with token ids of this model.");
    }

    public static Failure tooWide(int beamWidth, int slots) {
        return new Failure(
                Failure.Kind.USER,
                "BEAM_TOO_WIDE",
                "sampling.beam_width is " + beamWidth + ", but this decoder runs " + slots + " answers at once.",
                "Lower beam_width, or raise steerstream.decoder.slots.");
    }

    public static Failure notDeterministic() {
        return new Failure(
                Failure.Kind.USER,
                "NOT_DETERMINISTIC",
                "deterministic is true, but this decoder's device is cuda, where an answer's bits depend on its"
                        + " company.",
                "Leave deterministic out, or run decoders with steerstream.device cpu.");
    }

    public static Failure overMemory(int beams, int tokens) {
        return new Failure(
                Failure.Kind.USER,
                "MEMORY_BUDGET",
                "sampling.beam_width " + beams + " with prompt and answer of " + tokens
                        + " tokens needs more memory than this decoder has for sequences.",
                "Lower beam_width or max_tokens, or raise steerstream.memory.");
    }

    public static Failure unreadablePrompt(String reason) {
        return new Failure(
                Failure.Kind.USER,
                "UNREADABLE_PROMPT",
                "The prompt cannot be encoded: " + reason,
                "Send the request again under a new id with the prompt mended.");
    }

    public static Failure emptyPrompt() {
        return new Failure(
                Failure.Kind.USER,
                "EMPTY_PROMPT",
                "The prompt has no tokens, so there is nothing to continue.",
                "Send a prompt of at least one token.");
    }

    public static Failure expired(String deadline) {
        return new Failure(
                Failure.Kind.USER,
                "EXPIRED",
                "The deadline " + deadline + " passed before the answer was complete.",
                "Send the request again under a new id with a later deadline, or add decoders.");
    }

    public static Failure poison(int deliveries) {
        return new Failure(
                Failure.Kind.DEFECT,
                "POISON",
                "The request was delivered " + deliveries
                        + " times and no decoder lived to answer it, so it is not tried again.",
                "Look at the decoders' logs around its dead letter; once the cause is mended, send it again under a"
                        + " new id.");
    }

    public static Failure conflict(String request) {
        return new Failure(
                Failure.Kind.USER,
                "CONFLICT",
                "Request " + shown(request) + " is already known with other content.",
                "Send the new content under an id of its own.");
    }

    /** A value as it may be shown in a sentence: quoted where it is text, cut to 200 characters. */
    private static String shown(Object value) {
        String text = value instanceof String string ? '"' + string + '"' : String.valueOf(value);
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }
}
