package dev.steerstream.gateway.http;

import java.util.regex.Pattern;

/** Whose resources a request names: the header {@code X-Tenant}, {@code default} where there is none. */
public record Tenant(String name) {
    public static final String HEADER = "X-Tenant";
    public static final String DEFAULT = "default";

    /** As the database's domain {@code tenant_id}. */
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /** @throws ProblemException 400 {@code INVALID_TENANT} */
    public static Tenant of(String header) {
        if (header == null) return new Tenant(DEFAULT);
        if (allowed(header)) return new Tenant(header);
        throw ProblemException.malformed(
                "INVALID_TENANT",
                "the header " + HEADER + " is " + Rules.shown(header)
                        + ": a tenant has 1 to 63 lower-case letters, digits, '_' and '-' and starts with a letter or digit",
                "Send the tenant's name, or leave the header out for the default tenant.");
    }

    /** Whether a tenant may have this name. */
    public static boolean allowed(String name) {
        return ALLOWED.matcher(name).matches();
    }

    /** The record key of a resource of this tenant. */
    public String key(String id) {
        return name + "/" + id;
    }
}
