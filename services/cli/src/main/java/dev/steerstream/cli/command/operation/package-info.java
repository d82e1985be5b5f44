/** {@code steer dlq}, {@code group} and {@code key}: what an operator looks after. */
package dev.steerstream.cli.command.operation;
