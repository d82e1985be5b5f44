package dev.steerstream.core.steering;

/** Every token is banned, so none can be chosen. */
public final class NoTokenAllowedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoTokenAllowedException(int position) {
        super("No token is allowed at answer position " + position
                + ": the bans cover the whole vocabulary. Allow at least one token.");
    }
}
