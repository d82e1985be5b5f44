/**
 * What is shown, as data: rows of the database with the live numbers of the topology. Pages and the JSON of {@link dev.steerstream.tracker.http} are
 * made of the same records, so that they show the same numbers. No HTML lives here.
 */
package dev.steerstream.tracker.view;
