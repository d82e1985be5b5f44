package dev.steerstream.work.adaptations;

import dev.steerstream.schemas.AdaptationEvent.Type;
import dev.steerstream.schemas.Failure;

/**
 * One stored change of an adaptation and the event that tells it.
 *
 * @param type of the event
 * @param to the state it moves to, or null where it stays
 * @param step checkpointed only
 * @param adapterDigest trained only
 * @param profileVersion calibrated, promoted, retired and ramped
 * @param strength with its interval, calibrated and promoted
 * @param failure failed and ignored; calibrated, where the profile is not put in force; ramped, where a ramp ended by itself
 * @param share ramped only
 */
public record AdaptationChange(
        Type type,
        AdaptationState to,
        Long step,
        String adapterDigest,
        Long profileVersion,
        Double strength,
        Double strengthLow,
        Double strengthHigh,
        Failure failure,
        Double share) {

    private AdaptationChange(
            Type type,
            AdaptationState to,
            Long step,
            String adapterDigest,
            Long profileVersion,
            Double strength,
            Double strengthLow,
            Double strengthHigh,
            Failure failure) {
        this(type, to, step, adapterDigest, profileVersion, strength, strengthLow, strengthHigh, failure, null);
    }

    public static AdaptationChange started() {
        return plain(Type.STARTED, AdaptationState.TRAINING);
    }

    public static AdaptationChange checkpointed(long step) {
        return new AdaptationChange(Type.CHECKPOINTED, null, step, null, null, null, null, null, null);
    }

    public static AdaptationChange trained(String adapterDigest) {
        return new AdaptationChange(
                Type.TRAINED, AdaptationState.TRAINED, null, adapterDigest, null, null, null, null, null);
    }

    /** Ends the adaptation as succeeded. */
    public static AdaptationChange calibrated(long version, double strength, double low, double high) {
        return new AdaptationChange(
                Type.CALIBRATED, AdaptationState.SUCCEEDED, null, null, version, strength, low, high, null);
    }

    /**
     * The same of a profile that is kept as a candidate.
     *
     * @param found what steering gains on held-out rows, a sentence
     */
    public static AdaptationChange heldBack(long version, double strength, double low, double high, String found) {
        return new AdaptationChange(
                Type.CALIBRATED,
                AdaptationState.SUCCEEDED,
                null,
                null,
                version,
                strength,
                low,
                high,
                noGain(version, found));
    }

    /** Why a version that was calibrated is not put in force. */
    public static Failure noGain(long version, String found) {
        return new Failure(
                Failure.Kind.USER,
                "NO_GAIN",
                "profile version " + version
                        + " is kept as a candidate and not put in force, since calibration.promote is on_gain: "
                        + found,
                "Promote the version to put it in force all the same, or adapt again with other rows or settings.");
    }

    public static AdaptationChange promoted(long version, double strength, double low, double high) {
        return new AdaptationChange(Type.PROMOTED, null, null, null, version, strength, low, high, null);
    }

    public static AdaptationChange retired(long version) {
        return new AdaptationChange(Type.RETIRED, null, null, null, version, null, null, null, null);
    }

    /** @param share 0 where the ramp has ended */
    public static AdaptationChange ramped(long version, double share) {
        return new AdaptationChange(Type.RAMPED, null, null, null, version, null, null, null, null, share);
    }

    /** A ramp that ended though nobody asked for its end, and why. */
    public static AdaptationChange rampEnded(long version, Failure reason) {
        return new AdaptationChange(Type.RAMPED, null, null, null, version, null, null, null, reason, 0.0);
    }

    public static AdaptationChange cancelling() {
        return plain(Type.CANCELLING, AdaptationState.CANCELLING);
    }

    public static AdaptationChange cancelled() {
        return plain(Type.CANCELLED, AdaptationState.CANCELLED);
    }

    public static AdaptationChange failed(Failure failure) {
        return new AdaptationChange(Type.FAILED, AdaptationState.FAILED, null, null, null, null, null, null, failure);
    }

    /** A command that changed nothing, and why. */
    public static AdaptationChange ignored(Failure reason) {
        return new AdaptationChange(Type.IGNORED, null, null, null, null, null, null, null, reason);
    }

    private static AdaptationChange plain(Type type, AdaptationState to) {
        return new AdaptationChange(type, to, null, null, null, null, null, null, null);
    }
}
