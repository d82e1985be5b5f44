package dev.steerstream.tracker.page;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which page is looked at, and where in it.
 *
 * @param installation whether who looks sees what serves every tenant
 * @param page the name of its {@link LivePage}
 * @param parameters what narrows it: a task, a cursor, a state
 */
public record PageAddress(String tenant, boolean installation, String page, Map<String, String> parameters) {
    /** Names the tenant in the address of a stream. */
    public static final String TENANT = "tenant";

    private static final String PAGE = "page";
    private static final String LAST = "last";
    private static final int LONGEST = 500;

    public PageAddress {
        parameters = Map.copyOf(parameters);
    }

    public static PageAddress of(String tenant, String page) {
        return new PageAddress(tenant, false, page, Map.of());
    }

    /** The same for who sees what serves every tenant, or not. */
    public PageAddress installation(boolean seen) {
        return new PageAddress(tenant, seen, page, parameters);
    }

    /** As an event stream's query names it. */
    static PageAddress of(String tenant, String page, MultivaluedMap<String, String> query) {
        Map<String, String> parameters = new TreeMap<>();
        query.forEach((name, values) -> {
            boolean ours = !Set.of(PAGE, LAST, TENANT).contains(name);
            if (ours && !values.isEmpty() && values.get(0).length() <= LONGEST) parameters.put(name, values.get(0));
        });
        return new PageAddress(tenant, false, page, parameters);
    }

    /** The same with a parameter more; one that is null is left out. */
    public PageAddress with(String name, Object value) {
        if (value == null) return this;
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(name, value.toString());
        return new PageAddress(tenant, installation, page, more);
    }

    /** Null where it is not given. */
    public String get(String name) {
        return parameters.get(name);
    }

    /** The event stream of this page, from a line of the feed on. */
    public String stream(long lastLine) {
        UriBuilder address = UriBuilder.fromPath("/events")
                .queryParam(LAST, lastLine)
                .queryParam(PAGE, page)
                .queryParam(TENANT, tenant);
        new TreeMap<>(parameters).forEach((name, value) -> address.queryParam(name, "{" + name + "}"));
        return address.buildFromMap(new TreeMap<String, Object>(parameters)).toString();
    }
}
