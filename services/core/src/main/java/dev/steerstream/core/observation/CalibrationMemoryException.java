package dev.steerstream.core.observation;

/** The calibration's observations do not fit the memory that was given to them. */
public final class CalibrationMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CalibrationMemoryException(long maximumBytes, int tokens) {
        super("Calibration reached its limit of " + maximumBytes + " bytes after " + tokens
                + " answer tokens. Use fewer calibration rows, a higher confidence, or give it more memory.");
    }
}
