package dev.steerstream.work.adaptations;

import dev.steerstream.work.errors.SteerStreamException;
import java.util.regex.Pattern;

/** The rule of tenants' and resources' names, as the database's domains have it. */
public final class ResourceIds {
    private static final Pattern RESOURCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private ResourceIds() {}

    /**
     * Returns the id where it follows the rule.
     *
     * @param what names the field for the error, such as {@code task}
     * @throws SteerStreamException user {@code INVALID_ID}
     */
    public static String require(String what, String id) {
        if (id != null && RESOURCE.matcher(id).matches()) return id;
        throw SteerStreamException.user(
                "INVALID_ID",
                what + " " + shown(id) + " is not an id",
                "Use 1 to 128 letters, digits, dots, underscores and hyphens, starting with a letter or digit.");
    }

    /** As {@link #require}, for a tenant. */
    public static String requireTenant(String tenant) {
        if (tenant != null && TENANT.matcher(tenant).matches()) return tenant;
        throw SteerStreamException.user(
                "INVALID_ID",
                "tenant " + shown(tenant) + " is not a tenant's name",
                "Use 1 to 63 lower-case letters, digits, underscores and hyphens, starting with a letter or digit.");
    }

    private static String shown(String id) {
        if (id == null) return "(missing)";
        return "\"" + (id.length() <= 200 ? id : id.substring(0, 199) + "…") + "\"";
    }
}
