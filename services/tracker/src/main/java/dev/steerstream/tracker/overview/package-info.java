/** The overview: the flow as a picture with the rate and the lag of each edge, the services, what runs, what went wrong, and the feed. */
package dev.steerstream.tracker.overview;
