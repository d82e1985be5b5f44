package dev.steerstream.tracker.tasks;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/tasks.html} and {@code templates/task.html}; a name after the dollar sign is a part that is live. */
@CheckedTemplate(basePath = "")
final class TaskTemplates {
    private TaskTemplates() {}

    static native TemplateInstance tasks(TasksView view);

    static native TemplateInstance tasks$obstacles(TasksView view);

    static native TemplateInstance tasks$tasks(TasksView view);

    static native TemplateInstance task(TaskDetailView view);

    static native TemplateInstance task$obstacles(TaskDetailView view);

    static native TemplateInstance task$outcome(TaskDetailView view);

    static native TemplateInstance task$summary(TaskDetailView view);

    static native TemplateInstance task$requests(TaskDetailView view);

    static native TemplateInstance task$adaptations(TaskDetailView view);

    static native TemplateInstance task$profiles(TaskDetailView view);

    static native TemplateInstance task$versions(TaskDetailView view);

    static native TemplateInstance task$ramp(TaskDetailView view);

    static native TemplateInstance task$generations(TaskDetailView view);
}
