package dev.steerstream.schemas;

/**
 * How strongly an answer is steered along one direction.
 *
 * @param direction e.g. {@code delta}, or {@code delta[0,4)} for the first four tokens of an answer
 * @param strength signed
 * @param strengthLow lower end of the bootstrap interval, or null where none was made
 * @param strengthHigh upper end of the bootstrap interval, or null where none was made
 */
public record NamedStrength(String direction, double strength, Double strengthLow, Double strengthHigh) {
    /** Whether it holds for some tokens of an answer only. */
    public boolean placed() {
        return direction.endsWith(")");
    }
}
