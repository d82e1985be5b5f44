/** {@code steer task}: adaptations and the versions that they make, from start to retirement, and between installations. */
package dev.steerstream.cli.command.task;
