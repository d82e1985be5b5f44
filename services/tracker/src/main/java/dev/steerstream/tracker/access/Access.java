package dev.steerstream.tracker.access;

import dev.steerstream.work.errors.SteerStreamException;
import dev.steerstream.work.keys.Principal;
import dev.steerstream.work.keys.Scope;

/** What a key must be for its holder to see something. Where nobody is asked for a key, everything is seen. */
public enum Access {
    /** What is the tenant's. */
    TENANT(Scope.READ, false),
    /** What is for the tenant's operators: dead letters, the audit log. */
    OPERATOR(Scope.OPERATE, false),
    /** The choice between tenants. */
    TENANTS(Scope.READ, true),
    /** What serves every tenant: topics, groups, storage, settings. */
    INSTALLATION(Scope.OPERATE, true);

    private final Scope scope;
    private final boolean everyTenant;

    Access(Scope scope, boolean everyTenant) {
        this.scope = scope;
        this.everyTenant = everyTenant;
    }

    public boolean given(Principal principal) {
        return principal == null || principal.may(scope) && (principal.anyTenant() || !everyTenant);
    }

    /**
     * @param what is to be seen, for the refusal
     * @throws SteerStreamException user {@code SCOPE_NEEDED} or {@code INSTALLATION_KEY_NEEDED}
     */
    public void require(Principal principal, String what) {
        if (given(principal)) return;
        if (!principal.may(scope)) {
            throw SteerStreamException.user(
                    "SCOPE_NEEDED",
                    what + " needs a key with the scope " + scope.id(),
                    "Log in with another key; steer key create makes one.");
        }
        throw SteerStreamException.user(
                "INSTALLATION_KEY_NEEDED",
                what + " needs a key for every tenant, and the one that asks is of tenant " + principal.tenant(),
                "Log in with a key of the installation (steer key create --all-tenants, or the operator's). The tenant's own"
                        + " dead letters and its audit log (/v1/tracker/audit.csv) need none.");
    }
}
