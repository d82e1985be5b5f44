package dev.steerstream.core.steering;

/** A steering strength that is not a finite number: bad input, refused at the door. */
public final class InvalidStrengthException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidStrengthException(double value) {
        super(
                "The steering strength is " + value
                        + "; it must be a finite number, negative or positive. Leave it out to take the task's calibrated strength.");
    }
}
