package dev.steerstream.schemas;

/**
 * How a request is steered; a null member takes the task's profile's value.
 *
 * @param mode base, warm or steered (default; base where the request names no task)
 * @param strength signed and finite
 * @param confidence mask threshold alpha, 0..1; 0 is no mask
 * @param profileVersion of the task; null takes the one in force, or the ramped one for its share of requests
 */
public record SteeringOptions(Mode mode, Double strength, Double confidence, Long profileVersion) {

    public enum Mode {
        BASE,
        WARM,
        STEERED
    }

    /** The members of the first release. */
    public SteeringOptions(Mode mode, Double strength, Double confidence) {
        this(mode, strength, confidence, null);
    }

    /** The same under this version of the profile; another mode takes what the profile says. */
    public SteeringOptions under(long version, Mode other) {
        Mode now = mode == null ? Mode.STEERED : mode;
        if (other == null || other == now) return new SteeringOptions(mode, strength, confidence, version);
        return new SteeringOptions(other, null, null, version);
    }
}
