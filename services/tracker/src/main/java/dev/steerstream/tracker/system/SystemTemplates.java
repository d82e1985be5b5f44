package dev.steerstream.tracker.system;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/system.html}. */
@CheckedTemplate(basePath = "")
final class SystemTemplates {
    private SystemTemplates() {}

    static native TemplateInstance system(SystemView view);
}
