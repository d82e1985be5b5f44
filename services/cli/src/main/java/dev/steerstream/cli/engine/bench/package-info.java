/**
 * What the engine does in a second and what its weight formats cost in accuracy, measured in this process. No platform, and
 * nothing that another room calls.
 */
package dev.steerstream.cli.engine.bench;
