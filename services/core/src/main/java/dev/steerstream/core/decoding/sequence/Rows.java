package dev.steerstream.core.decoding.sequence;

/** Which models run for a sequence. */
public enum Rows {
    BASE,
    WARM,
    BOTH;

    public boolean warm() {
        return this != BASE;
    }

    public boolean base() {
        return this != WARM;
    }
}
