/** Ramps: a version of a task's profile that a share of its requests takes, begun and ended by a command, and the two arms held against each other. */
package dev.steerstream.gateway.ramps;
