package dev.steerstream.cli.gateway;

/** Nothing answers at the gateway's address. */
public final class GatewayUnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GatewayUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
