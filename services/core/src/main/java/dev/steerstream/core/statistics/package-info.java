/** Intervals by resampling prompt groups, and quantiles. Not here: what is being estimated. */
package dev.steerstream.core.statistics;
