/**
 * What the broker holds: topics with their rates, groups with their lag and members, and a topic's last records read by their contract. Looked at by a
 * thread of its own; pages show its newest picture. Nothing here joins a group or commits an offset.
 */
package dev.steerstream.tracker.broker;
