package dev.steerstream.tracker.playground;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/playground.html}; a name after the dollar sign is a part that is live. */
@CheckedTemplate(basePath = "")
final class PlaygroundTemplates {
    private PlaygroundTemplates() {}

    static native TemplateInstance playground(PlaygroundView view);

    static native TemplateInstance playground$obstacles(PlaygroundView view);

    static native TemplateInstance playground$answers(PlaygroundView view);

    static native TemplateInstance playground$tokens(PlaygroundView view);
}
