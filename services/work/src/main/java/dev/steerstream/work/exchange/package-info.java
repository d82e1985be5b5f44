/**
 * Steering profiles on their way from one installation to another: with their adapter, as one bundle of files that names the sha256 of each.
 * What crosses the door is checked here; what it is stored as is the business of {@link dev.steerstream.work.adaptations}.
 */
package dev.steerstream.work.exchange;
