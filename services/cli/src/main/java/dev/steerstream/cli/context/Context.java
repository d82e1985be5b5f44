package dev.steerstream.cli.context;

import java.net.URI;

/**
 * An installation by name.
 *
 * @param gateway http or https address
 * @param tenant null for that of the key
 * @param key null where the gateway asks for none
 */
public record Context(URI gateway, String tenant, String key) {
    @Override
    public String toString() {
        return gateway + (tenant == null ? "" : " as " + tenant) + (key == null ? "" : " with a key");
    }
}
