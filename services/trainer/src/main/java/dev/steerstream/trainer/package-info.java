/**
 * The trainer: writes adaptation commands to PostgreSQL and acknowledges them at once, and runs warm starts as leased jobs. {@link
 * dev.steerstream.trainer.WarmStartHandler} reads top to bottom; {@link dev.steerstream.trainer.Trainer} says what is connected to what. The
 * numbers are the model module's, leases and events the work module's.
 */
package dev.steerstream.trainer;
