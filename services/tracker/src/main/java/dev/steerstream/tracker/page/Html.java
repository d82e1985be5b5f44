package dev.steerstream.tracker.page;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Answers with pages. */
public final class Html {
    public static final String TYPE = "text/html; charset=utf-8";

    private Html() {}

    /** What is shown is a tenant's, and old the next moment. */
    public static Response page(TemplateInstance page) {
        return Response.ok(page.render(), TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** After a command the browser reads a page anew, so that a reload commands nothing. */
    public static Response seeOther(String address) {
        return Response.seeOther(URI.create(address)).build();
    }
}
