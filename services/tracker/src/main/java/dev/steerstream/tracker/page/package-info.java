/**
 * The pages for people: what a page shows ({@link dev.steerstream.tracker.page.Overview}, {@link dev.steerstream.tracker.page.TaskPage}), made by Qute
 * from {@code templates/}, complete without JavaScript; the parts that are live are fragments of the same templates. Style and script are our own two
 * files in {@code assets/}.
 */
package dev.steerstream.tracker.page;
