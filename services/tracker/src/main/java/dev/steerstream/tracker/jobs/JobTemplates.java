package dev.steerstream.tracker.jobs;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** {@code templates/jobs.html} and {@code templates/job.html}; a name after the dollar sign is a part that is live. */
@CheckedTemplate(basePath = "")
final class JobTemplates {
    private JobTemplates() {}

    static native TemplateInstance jobs(JobsView view);

    static native TemplateInstance jobs$obstacles(JobsView view);

    static native TemplateInstance jobs$jobs(JobsView view);

    static native TemplateInstance job(JobView view);

    static native TemplateInstance job$obstacles(JobView view);

    static native TemplateInstance job$summary(JobView view);

    static native TemplateInstance job$work(JobView view);

    static native TemplateInstance job$plots(JobView view);

    static native TemplateInstance job$events(JobView view);
}
