/**
 * The verbs, one room for what they are about. A class is one verb: its options, what it asks for, and how it prints the answer.
 * Rooms look at {@code output}, {@code option} and {@code follow}; these three look at no room of a verb.
 */
package dev.steerstream.cli.command;
