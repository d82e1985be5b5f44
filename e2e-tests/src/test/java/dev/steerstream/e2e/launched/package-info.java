/**
 * Journeys on platforms that users start themselves: {@code steer up}, its supervisor and its commands. Not for what the services do for one
 * another: those journeys run on the parts that {@link dev.steerstream.e2e} starts and kills one by one.
 */
package dev.steerstream.e2e.launched;
