/** How an answer is printed: as a table, as JSON, or as names alone. */
package dev.steerstream.cli.command.output;
