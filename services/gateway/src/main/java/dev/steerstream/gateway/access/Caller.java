package dev.steerstream.gateway.access;

import dev.steerstream.work.keys.Principal;
import dev.steerstream.work.keys.Scope;
import jakarta.enterprise.context.RequestScoped;
import java.util.EnumSet;
import java.util.Set;

/** Who sent the request at hand. Where nobody is asked who they are, nobody is known. */
@RequestScoped
public class Caller {
    private Principal principal;

    void set(Principal known) {
        this.principal = known;
    }

    /** For the audit. */
    public String actor() {
        return principal == null ? "anonymous" : "key " + principal.keyId();
    }

    /** What it may do, and pass on to a key that it makes. */
    public Set<Scope> scopes() {
        return principal == null ? EnumSet.allOf(Scope.class) : principal.scopes();
    }

    /** Whether it acts for the whole installation: it may name any tenant. */
    public boolean installation() {
        return principal == null || principal.anyTenant();
    }
}
