package dev.steerstream.work.keys;

import java.util.Set;

/**
 * Who asks.
 *
 * @param tenant whose resources it sees; of an installation's key the one that it means where it names none
 * @param keyId for the audit
 * @param anyTenant whether it may name another tenant: an installation's key may
 */
public record Principal(String tenant, String keyId, Set<Scope> scopes, boolean anyTenant) {
    public Principal {
        scopes = Set.copyOf(scopes);
    }

    public Principal(String tenant, String keyId, Set<Scope> scopes) {
        this(tenant, keyId, scopes, false);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
