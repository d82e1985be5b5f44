/**
 * What several services count in the same way, under the same names: a name is {@code steerstream.}, the thing, then what of it is measured; units
 * are the base ones (seconds, bytes, tokens). What one service alone counts stands in a class of that service, with its name after {@code
 * steerstream.}; what OpenTelemetry's conventions for generative AI name has their name. No label has values without a bound: never the id of a
 * tenant, task, request or job.
 */
package dev.steerstream.work.metrics;
