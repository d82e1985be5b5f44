/** {@code steer dataset}: rows go in, and those that were refused are told with their line. */
package dev.steerstream.cli.command.dataset;
