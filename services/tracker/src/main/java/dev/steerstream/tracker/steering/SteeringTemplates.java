package dev.steerstream.tracker.steering;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/steering.html} and {@code templates/steeringlist.html}. A version does not change, so nothing in them is live. */
@CheckedTemplate(basePath = "")
final class SteeringTemplates {
    private SteeringTemplates() {}

    static native TemplateInstance steering(SteeringView view);

    static native TemplateInstance steeringlist(SteeringListView view);
}
