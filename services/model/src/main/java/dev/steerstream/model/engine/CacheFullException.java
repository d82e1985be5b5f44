package dev.steerstream.model.engine;

/** The key/value cache has no room for another sequence: close one, ask for fewer tokens, or allow the cache more memory. */
public final class CacheFullException extends EngineException {
    private static final long serialVersionUID = 1L;

    public CacheFullException(long needed, long allowed) {
        super(
                Kind.RESOURCE,
                "With this sequence the key/value cache and its steps need " + needed + " bytes, but " + allowed
                        + " are allowed: close a sequence, ask for fewer tokens, or allow the cache more memory.");
    }
}
