package dev.steerstream.tracker.broker;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/topics.html} and {@code templates/topic.html}; a name after the dollar sign is a part that is live. */
@CheckedTemplate(basePath = "")
final class TopicTemplates {
    private TopicTemplates() {}

    static native TemplateInstance topics(TopicsView view);

    static native TemplateInstance topics$topics(TopicsView view);

    static native TemplateInstance topics$groups(TopicsView view);

    static native TemplateInstance topic(TopicView view);
}
