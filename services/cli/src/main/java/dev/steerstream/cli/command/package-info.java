/** One class a verb: its options, what it asks for, and how it prints the answer. */
package dev.steerstream.cli.command;
