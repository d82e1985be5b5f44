/** The gateway seen from the tracker: the one door through which its forms command anything. It is an HTTP client and has no state of its own. */
package dev.steerstream.tracker.gateway;
