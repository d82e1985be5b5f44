package dev.steerstream.tracker.requests;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/requests.html} and {@code templates/request.html}; a name after the dollar sign is a part that is live. */
@CheckedTemplate(basePath = "")
final class RequestTemplates {
    private RequestTemplates() {}

    static native TemplateInstance requests(RequestsView view);

    static native TemplateInstance requests$obstacles(RequestsView view);

    static native TemplateInstance requests$figures(RequestsView view);

    static native TemplateInstance requests$requests(RequestsView view);

    static native TemplateInstance request(RequestView view);

    static native TemplateInstance request$state(RequestView view);

    static native TemplateInstance request$receipt(RequestView view);

    static native TemplateInstance request$answer(RequestView view);

    static native TemplateInstance request$tokens(RequestView view);
}
