/** The pages of datasets: submissions with their splits, lengths, bad rows and first rows, and the forms that publish and adapt. */
package dev.steerstream.tracker.datasets;
