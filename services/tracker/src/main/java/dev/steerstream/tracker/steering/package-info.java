/** The steering pages: what a calibration found, from the report that the extractor stored with the profile. */
package dev.steerstream.tracker.steering;
