package dev.steerstream.tracker.page;

import dev.steerstream.tracker.access.Access;
import io.quarkus.qute.TemplateInstance;
import java.util.Map;

/** A kind of page that an open event stream keeps up to date. */
public interface LivePage {

    /** Names it in the address of its stream. */
    String name();

    /** What is needed to see it. */
    default Access needs() {
        return Access.TENANT;
    }

    /** Whether it changes several times a second and is brought up to date that often. */
    default boolean quick() {
        return false;
    }

    /** Fragments by the name of the place that they are for, as they are now. They are made for all who look, so no form is in them. */
    Map<String, TemplateInstance> parts(PageAddress address);
}
