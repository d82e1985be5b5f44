package dev.steerstream.gateway.access;

import dev.steerstream.work.keys.Principal;
import dev.steerstream.work.keys.Scope;
import jakarta.enterprise.context.RequestScoped;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Who sent the request at hand. Where nobody is asked who they are, nobody is known. */
@RequestScoped
public class Caller {
    private Principal principal;
    private BooleanSupplier good = () -> true;

    /** @param stillGood looks again whether the key is; safe from any thread */
    void set(Principal known, BooleanSupplier stillGood) {
        this.principal = known;
        this.good = stillGood;
    }

    /** For what outlives the request: whether the key that it was sent with is still good. Safe from any thread. */
    public BooleanSupplier good() {
        return good;
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
