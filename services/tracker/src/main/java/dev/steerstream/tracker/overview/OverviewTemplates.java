package dev.steerstream.tracker.overview;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/overview.html}; a name after the dollar sign is a part that is live. */
@CheckedTemplate(basePath = "")
final class OverviewTemplates {
    private OverviewTemplates() {}

    static native TemplateInstance overview(OverviewView view);

    static native TemplateInstance overview$obstacles(OverviewView view);

    static native TemplateInstance overview$flow(OverviewView view);

    static native TemplateInstance overview$requests(OverviewView view);

    static native TemplateInstance overview$services(OverviewView view);

    static native TemplateInstance overview$jobs(OverviewView view);

    static native TemplateInstance overview$trouble(OverviewView view);
}
