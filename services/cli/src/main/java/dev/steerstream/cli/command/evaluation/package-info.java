/** {@code steer evaluate} and {@code steer replay}: what an adaptation gains, on rows with gold or on past requests. */
package dev.steerstream.cli.command.evaluation;
