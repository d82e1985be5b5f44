package dev.steerstream.model.engine;

/** A sequence or a scoring names an adapter that is not attached. */
public final class UnknownAdapterException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final String digest;

    public UnknownAdapterException(String digest) {
        super(Kind.USER, "Adapter " + digest + " is not attached: attach it before using it.");
        this.digest = digest;
    }

    public String digest() {
        return digest;
    }
}
