/** The settings of a warm start and its calibration, as flags with PEFT's names. */
package dev.steerstream.cli.command.adaptation;
