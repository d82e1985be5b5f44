/**
 * What went wrong, in the four kinds that decide what happens next: user, transient, resource, defect. {@link
 * dev.steerstream.work.errors.Failures} is the one place that maps an exception to a {@link dev.steerstream.schemas.Failure}; nothing here retries
 * or logs.
 */
package dev.steerstream.work.errors;
