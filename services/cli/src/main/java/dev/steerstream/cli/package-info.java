/**
 * The {@code steer} command: a picocli tree with one class a verb ({@code command}), a client of the gateway
 * ({@code gateway}), the platform of one machine ({@code platform}), the guided demo ({@code demo}) and the engine without
 * a platform ({@code engine}).
 *
 * <p>Not here: anything that a service does. What the CLI can do to a platform, any HTTP client can.
 */
package dev.steerstream.cli;
