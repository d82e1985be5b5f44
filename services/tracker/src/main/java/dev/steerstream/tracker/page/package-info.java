/**
 * What all pages share: their frame's files, how numbers are written, plots that are tables, and the event stream of an open page ({@link
 * dev.steerstream.tracker.page.LivePage}). Each page has a room of its own beside this one.
 */
package dev.steerstream.tracker.page;
