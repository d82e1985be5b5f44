package dev.steerstream.schemas;

/**
 * How a request is steered; a null member takes the task's profile's value.
 *
 * @param mode base, warm or steered (default; base where the request names no task)
 * @param strength signed and finite
 * @param confidence mask threshold alpha, 0..1; 0 is no mask
 */
public record SteeringOptions(Mode mode, Double strength, Double confidence) {

    public enum Mode {
        BASE,
        WARM,
        STEERED
    }
}
