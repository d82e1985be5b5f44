/** The system page: versions, settings with their source, memory, disk and the audit log. */
package dev.steerstream.tracker.system;
