/** What one must have to see something, and whether what was shown at the entrance is still good. No HTTP here: pages and streams name what they need. */
package dev.steerstream.tracker.access;
