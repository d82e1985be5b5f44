/** {@code steer generate} and {@code steer batch}: prompts go in, answers come out as they are written. */
package dev.steerstream.cli.command.generation;
