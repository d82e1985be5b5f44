/** Who may look: keys for programs, sessions for browsers that showed a key, and the page where they do. */
package dev.steerstream.tracker.login;
