/** Who did what that cannot be undone, as the rooms that do it wrote it down. */
package dev.steerstream.gateway.audits;
