/** The consumer and share groups of an installation as the broker sees them: members, lag, and how old the oldest unread record is. Reads only. */
package dev.steerstream.work.groups;
