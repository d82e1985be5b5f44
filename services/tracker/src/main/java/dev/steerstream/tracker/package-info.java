/** Draft. */
package dev.steerstream.tracker;
