/** One class a verb of {@code steer engine}: what runs the engine in this process. What a verb does is in the engine room of the CLI. */
package dev.steerstream.cli.command.engine;
