/** Which installation, which state folder, which model: options that verbs share. */
package dev.steerstream.cli.command.option;
